import type { HeadEvent } from "../../core/entities/event.ts";
import { pullHint } from "../../core/entities/event.ts";
import type { ChatServer, ChatSocket, Lag } from "./chat-server.ts";
import { drop, tooMuchBytes, unsentBytes } from "./flow.ts";
import { packets } from "./packets.ts";

/** With more bytes unsent a socket is sent no more events of rooms, until it has no more than the second figure. */
const behindAt = 524_288;
const drainedAt = 65_536;
/**
 * How long a socket may take for that from the first look on, in milliseconds. With a look a second it is gone within 10 s
 * of falling behind.
 */
const patienceMs = 8_000;

/** Whether what it is sent now reaches it soon, so that it may be sent what is worth nothing later. */
export const keepsUp = (socket: ChatSocket): boolean => unsentBytes(socket) <= drainedAt;

/** Whether the socket is to be passed over now; one that has drained is told where its rooms stand, and is not. */
export const lagOf = (socket: ChatSocket): Lag | undefined => {
  const { lag } = socket.data;
  const unsent = unsentBytes(socket);
  if (lag && unsent <= drainedAt) catchUp(socket, lag);
  else if (!lag && unsent > behindAt) socket.data.lag = { since: undefined, missed: new Map() };
  return socket.data.lag;
};

const catchUp = (socket: ChatSocket, { missed }: Lag): void => {
  delete socket.data.lag;
  const hints: HeadEvent[] = [...missed].map(([roomId, version]) => pullHint(roomId, version));
  for (const packet of packets(hints)) socket.emit("events", packet);
};

/**
 * Ends the connections that do not read what they are sent, which come back and ask for what they lack; and brings up
 * to date those that do again. To be called about once a second.
 * @param now in milliseconds since 1970.
 */
export const lookAfterSlow = (io: ChatServer, now: number): void => {
  for (const socket of io.sockets.sockets.values()) {
    const lag = lagOf(socket);
    if (lag && isHopeless(socket, lag, now)) drop(socket);
  }
};

const isHopeless = (socket: ChatSocket, lag: Lag, now: number): boolean => {
  lag.since ??= now;
  return now - lag.since >= patienceMs || unsentBytes(socket) > tooMuchBytes;
};
