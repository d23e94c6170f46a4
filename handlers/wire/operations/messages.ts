import { accepted, commandStatus, messagesPage } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { byAuthor, inRoom, messagesWindow, ofCommand, ofMessage } from "../queries.ts";
import { postMessageRequest } from "../requests.ts";
import { message } from "../rows.ts";
import { ofRoom, ofEntry } from "./refusals.ts";

export const messages = {
  postMessage: {
    method: "post",
    path: "/v1/rooms/{roomId}/messages",
    tag: "Messages",
    summary: "Post a message. The same id with the same text, again, changes nothing and is always safe.",
    params: inRoom,
    body: postMessageRequest,
    waits: true,
    answers: {
      201: {
        description: "With `Prefer: wait`: the message, as it was stored.",
        schema: message,
        headers: ["location", "preference-applied"],
      },
      202: {
        description: "The message is safe, and on its way.",
        schema: accepted,
        headers: ["location", "preference-applied"],
      },
    },
    errors: [...ofEntry, "blocked", "announcements_only", "muted", "slow_mode", "id_taken", "id_reused"],
  },
  listMessages: {
    method: "get",
    path: "/v1/rooms/{roomId}/messages",
    tag: "Messages",
    summary: "Messages by number: the latest ones, or those before, after or around one. At most one of the three.",
    params: inRoom,
    query: messagesWindow,
    answers: { 200: { description: "A page of messages.", schema: messagesPage } },
    errors: ofRoom,
  },
  getMessage: {
    method: "get",
    path: "/v1/rooms/{roomId}/messages/{messageId}",
    tag: "Messages",
    summary: "One message.",
    params: ofMessage,
    answers: { 200: { description: "The message.", schema: message } },
    errors: [...ofRoom, "message_not_found"],
  },
  deleteMessage: {
    method: "delete",
    path: "/v1/rooms/{roomId}/messages/{messageId}",
    tag: "Messages",
    summary: "Delete a message: my own, or as a moderator. Its text is gone for good; its number stays.",
    params: ofMessage,
    waits: true,
    hasKey: true,
    answers: {
      200: {
        description: "With `Prefer: wait`: what is left of the message.",
        schema: message,
        headers: ["preference-applied"],
      },
      202: { description: "The command is safe, and on its way.", schema: accepted, headers: ["preference-applied"] },
    },
    errors: [...ofRoom, "message_not_found", "id_reused"],
  },
  getCommand: {
    method: "get",
    path: "/v1/rooms/{roomId}/commands/{id}",
    tag: "Messages",
    summary: "What became of a command of mine.",
    params: ofCommand,
    query: byAuthor,
    answers: { 200: { description: "What is known of it.", schema: commandStatus } },
    errors: ["forbidden"],
  },
} as const satisfies Record<string, Operation>;
