import type { z } from "zod";

import type { ClientToServerEvents, ServerToClientEvents } from "../../client/src/contract.ts";
import * as socket from "./socket.ts";

export interface SocketEvent {
  readonly summary: string;
  readonly payload: z.ZodType;
  /** The answer that the sender's callback gets. */
  readonly ack?: z.ZodType;
}

/** What the server emits. */
export const serverEvents = {
  ready: {
    summary: "The session has begun: where the rooms stand. What comes after it follows on.",
    payload: socket.ready,
  },
  events: {
    summary: "Changes of rooms that I am in, in the order of each room's versions.",
    payload: socket.roomEvents,
  },
  receipts: {
    summary: "Who has received and read how far, of rooms that I am in; mine too, in rooms of any size.",
    payload: socket.receiptsEvents,
  },
  typing: {
    summary: "Somebody else is writing in a room that I am in, or has stopped. It may be lost, and is never repeated.",
    payload: socket.typing,
  },
  presence: {
    summary: "Users whom this connection watches have come, or gone.",
    payload: socket.presenceEvents,
  },
  me: {
    summary: "What concerns me alone, on all my connections: memberships that began or ended.",
    payload: socket.meEvents,
  },
  rejected: { summary: "A command of mine that was accepted is refused, for good.", payload: socket.rejected },
  bye: { summary: "The server ends the connection; `retry` says whether to come back, and when.", payload: socket.bye },
} as const satisfies Record<keyof ServerToClientEvents, SocketEvent>;

/** What a client emits; each has an ack. */
export const clientEvents = {
  send: {
    summary: "Post a message, as POST /v1/rooms/{roomId}/messages does.",
    payload: socket.sendRequest,
    ack: socket.sendAck,
  },
  delete: {
    summary: "Delete a message, as DELETE /v1/rooms/{roomId}/messages/{messageId} does.",
    payload: socket.deleteRequest,
    ack: socket.deleteAck,
  },
  receipts: {
    summary: "How far I have received and read rooms, at most 200 of them; all are taken, or none.",
    payload: socket.receiptsRequest,
    ack: socket.receiptsAck,
  },
  sync: {
    summary: "The changes of many rooms at once, as POST /v1/sync does.",
    payload: socket.syncRequest,
    ack: socket.syncAck,
  },
  typing: {
    summary: "I am writing in a room, or have stopped: the others there are told, and nothing is kept.",
    payload: socket.typingRequest,
    ack: socket.typingAck,
  },
  presence: {
    summary: "Watch these users, and those no more: the ack says how the former stand, events when that changes.",
    payload: socket.presenceRequest,
    ack: socket.presenceAck,
  },
  auth: {
    summary: "A fresh token of the same user, before the one in use expires.",
    payload: socket.authRequest,
    ack: socket.authAck,
  },
} as const satisfies Record<keyof ClientToServerEvents, SocketEvent>;

export type ClientEvent = keyof typeof clientEvents;
