import type {
  Accepted,
  Ack,
  Bye,
  DeleteRequest,
  HandshakeAuth,
  MeEvent,
  Presence,
  PresenceAnswer,
  PresenceRequest,
  Ready,
  ReceiptRequest,
  ReceiptsEvent,
  Rejected,
  RoomEvent,
  SendRequest,
  SyncAnswer,
  SyncRequest,
  Typing,
  TypingRequest,
} from "./contract.ts";

/** What a link tells. After `down`, which comes at most once, it is silent for ever. */
export interface LinkListener {
  readonly ready: (ready: Ready) => void;
  readonly events: (events: readonly RoomEvent[]) => void;
  readonly receipts: (events: readonly ReceiptsEvent[]) => void;
  readonly typing: (typing: Typing) => void;
  readonly presence: (presences: readonly Presence[]) => void;
  readonly me: (events: readonly MeEvent[]) => void;
  readonly rejected: (rejected: Rejected) => void;
  readonly bye: (bye: Bye) => void;
  /** @param bye why the handshake was refused, when the server said so. */
  readonly down: (bye?: Bye) => void;
}

/** One connection, from its attempt to its end; it never comes back. Requests are not repeated and have no deadline here. */
export interface Link {
  send(request: SendRequest, ack: (answer: Ack<Accepted>) => void): void;
  delete(request: DeleteRequest, ack: (answer: Ack<Accepted>) => void): void;
  receipts(request: readonly ReceiptRequest[], ack: (answer: Ack<object>) => void): void;
  sync(request: SyncRequest, ack: (answer: Ack<SyncAnswer>) => void): void;
  presence(request: PresenceRequest, ack: (answer: Ack<PresenceAnswer>) => void): void;
  /** Nobody waits for the ack. */
  typing(request: TypingRequest): void;
  /** Ends it at once; the listener hears no more of it. */
  close(): void;
}

export type OpenLink = (auth: HandshakeAuth, listener: LinkListener) => Link;
