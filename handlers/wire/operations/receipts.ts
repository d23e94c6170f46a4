import { messageReceipts, receiptsPage, unread } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { cursorPage, inRoom, ofMessage } from "../queries.ts";
import { putReceiptsRequest } from "../requests.ts";
import { ofRoom } from "./refusals.ts";

export const receipts = {
  putReceipts: {
    method: "put",
    path: "/v1/rooms/{roomId}/receipts",
    tag: "Receipts",
    summary: "How far I have received and read a room. It moves forward alone, and never past the newest message.",
    params: inRoom,
    body: putReceiptsRequest,
    answers: { 202: { description: "It is safe, and on its way." } },
    errors: ofRoom,
  },
  listReceipts: {
    method: "get",
    path: "/v1/rooms/{roomId}/receipts",
    tag: "Receipts",
    summary: "How far each member has received and read a room.",
    params: inRoom,
    query: cursorPage,
    answers: { 200: { description: "A page of members.", schema: receiptsPage } },
    errors: ofRoom,
  },
  listMessageReceipts: {
    method: "get",
    path: "/v1/rooms/{roomId}/messages/{messageId}/receipts",
    tag: "Receipts",
    summary: "Who has received and read one message, however old it is.",
    params: ofMessage,
    query: cursorPage,
    answers: { 200: { description: "How far it has come, and a page of members.", schema: messageReceipts } },
    errors: [...ofRoom, "message_not_found"],
  },
  getUnread: {
    method: "get",
    path: "/v1/unread",
    tag: "Receipts",
    summary: "How many messages are unread, in all of my rooms and in each: what a badge shows.",
    answers: { 200: { description: "The rooms with something unread.", schema: unread } },
    errors: [],
  },
} as const satisfies Record<string, Operation>;
