import type { DefaultEventsMap, Server, Socket } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents } from "../../client/src/contract.ts";

/** A socket that does not keep up: what it has not been sent it pulls, at its own pace. */
export interface Lag {
  /** When it was first looked after, in milliseconds since 1970. */
  since: number | undefined;
  /** Where each room stands that it was not sent everything of. */
  readonly missed: Map<string, number>;
}

/** What is kept with each socket. */
interface SocketState {
  /** Only of one that does not keep up. */
  lag?: Lag;
}

export type ChatServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketState>;
export type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketState>;
