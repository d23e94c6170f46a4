import { createHash } from "node:crypto";
import type { RoomRef } from "../../core/entities/refs.ts";
import { roomKey } from "../../core/entities/refs.ts";

/**
 * The room's key in every table: a UUID of version 8 (RFC 9562, custom) made of the first 128 bits of the SHA-256 of
 * `<tenant>/<room>`, so that it can be derived anywhere and all of a room's rows have it.
 */
export const keyOf = (room: RoomRef): string => {
  const hash = createHash("sha256").update(roomKey(room)).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

/** The key of each, made once per room: a batch names few rooms many times. */
export const keysOf = (rooms: readonly RoomRef[]): readonly string[] => {
  const made = new Map<string, string>();
  return rooms.map((room) => {
    const key = made.get(roomKey(room)) ?? keyOf(room);
    made.set(roomKey(room), key);
    return key;
  });
};

/** Rooms by their keys, to find the way back from a row. */
export const byKey = (rooms: readonly RoomRef[]): ReadonlyMap<string, RoomRef> => {
  const keys = keysOf(rooms);
  return new Map(rooms.map((room, index) => [keys[index] ?? "", room]));
};
