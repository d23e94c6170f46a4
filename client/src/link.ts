import type {
  Accepted,
  Ack,
  Bye,
  DeleteRequest,
  HandshakeAuth,
  MeEvent,
  Ready,
  Rejected,
  RoomEvent,
  SendRequest,
  SyncAnswer,
  SyncRequest,
} from "./contract.ts";

/** What a link tells. After `down`, which comes at most once, it is silent for ever. */
export interface LinkListener {
  ready(ready: Ready): void;
  events(events: readonly RoomEvent[]): void;
  me(events: readonly MeEvent[]): void;
  rejected(rejected: Rejected): void;
  bye(bye: Bye): void;
  /** @param bye why the handshake was refused, when the server said so. */
  down(bye?: Bye): void;
}

/** One connection, from its attempt to its end; it never comes back. Requests are not repeated and have no deadline here. */
export interface Link {
  send(request: SendRequest, ack: (answer: Ack<Accepted>) => void): void;
  delete(request: DeleteRequest, ack: (answer: Ack<Accepted>) => void): void;
  sync(request: SyncRequest, ack: (answer: Ack<SyncAnswer>) => void): void;
  /** Ends it at once; the listener hears no more of it. */
  close(): void;
}

export type OpenLink = (auth: HandshakeAuth, listener: LinkListener) => Link;
