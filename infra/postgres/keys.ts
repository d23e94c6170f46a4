import { createHash } from "node:crypto";
import type { RoomRef } from "../../core/entities/refs.ts";
import { roomKey } from "../../core/entities/refs.ts";

const hashed = (name: string): string => {
  const hash = createHash("sha256").update(name).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

/** Rooms whose keys are remembered: every statement of a batch names the same ones. A few megabytes at most. */
const remembered = 10_000;
const known = new Map<string, string>();

/**
 * The room's key in every table: a UUID of version 8 (RFC 9562, custom) made of the first 128 bits of the SHA-256 of
 * `<tenant>/<room>`, so that it can be derived anywhere and all of a room's rows have it.
 */
export const keyOf = (room: RoomRef): string => {
  const name = roomKey(room);
  const found = known.get(name);
  if (found !== undefined) return found;
  const key = hashed(name);
  if (known.size >= remembered) known.clear();
  known.set(name, key);
  return key;
};

export const keysOf = (rooms: readonly RoomRef[]): readonly string[] => rooms.map(keyOf);

/** Rooms by their keys, to find the way back from a row. */
export const byKey = (rooms: readonly RoomRef[]): ReadonlyMap<string, RoomRef> =>
  new Map(rooms.map((room) => [keyOf(room), room]));
