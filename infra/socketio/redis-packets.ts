/** What the stock emitter and adapters publish: `[uid, packet, options]`. */
export interface RedisPacket {
  /** Who sent it; an adapter passes over what is its own. */
  readonly uid: unknown;
  readonly nsp: string;
  readonly type: unknown;
  /** The event's name, and its arguments. */
  readonly data: readonly unknown[];
  /** All sockets when there are none. */
  readonly rooms: readonly string[];
  readonly except: readonly string[];
  readonly flags: object;
}

/** It repeats nothing of what came. */
export class MalformedPacket extends Error {
  override readonly name = "MalformedPacket";
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

/** @throws MalformedPacket */
export const asPacket = (decoded: unknown): RedisPacket => {
  const [uid, packet, options] = Array.isArray(decoded) ? (decoded as readonly unknown[]) : [];
  if (!isObject(packet) || !isObject(options) || !Array.isArray(packet.data)) {
    throw new MalformedPacket("What came through Redis has not the shape of a packet.");
  }
  const { nsp = "/", type } = packet;
  const { rooms = [], except = [], flags } = options;
  if (typeof nsp !== "string" || !isNames(rooms) || !isNames(except)) {
    throw new MalformedPacket("A packet that came through Redis does not say for whom it is.");
  }
  const data = packet.data as readonly unknown[];
  return { uid, nsp, type, data, rooms, except, flags: isObject(flags) ? flags : {} };
};
