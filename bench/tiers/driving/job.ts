import type { Handshake } from "./wire-socket.ts";

/** Who posts, and where. */
export interface Poster {
  readonly token: string;
  readonly roomId: string;
}

interface OverHttp {
  readonly httpUrl: string;
}

/** Posts as fast as the answers come, over as many connections as there are lanes; each goes round its posters. */
export interface PostJob extends OverHttp {
  readonly kind: "post";
  readonly lanes: readonly (readonly Poster[])[];
  readonly count: number;
}

/** The same over sockets, each with some sends under way; every handshake has its room. */
export interface SendJob {
  readonly kind: "send";
  readonly senders: readonly { readonly handshake: Handshake; readonly roomId: string }[];
  readonly count: number;
  readonly inFlight: number;
}

/** One poster, everybody's sockets: as fast as possible, or one at a time, or at a pace. */
export interface RoomJob extends OverHttp {
  readonly kind: "burst" | "single" | "paced";
  readonly poster: Poster;
  readonly members: readonly Handshake[];
  readonly count: number;
}

/** Everybody asks at once for what lies above a position. */
export interface SyncJob {
  readonly kind: "sync";
  readonly clients: readonly { readonly handshake: Handshake; readonly rooms: Readonly<Record<string, number>> }[];
}

/** Connects, and is quiet. */
export interface HoldJob {
  readonly kind: "hold";
  readonly members: readonly Handshake[];
}

export type Job = PostJob | SendJob | RoomJob | SyncJob | HoldJob;

/** Rates are per second, times in milliseconds. */
export type Measured = Readonly<Record<string, number>>;

/** A driver that is connected and waits for its sign. */
export interface Prepared {
  run(): Promise<Measured>;
  close(): Promise<void>;
}

/** Of all messages of a benchmark, in characters. */
export const textLength = 100;
