import { online, presences } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { inRoom, presenceAsked } from "../queries.ts";
import { ofRoom } from "./refusals.ts";

export const presence = {
  getPresence: {
    method: "get",
    path: "/v1/presence",
    tag: "Presence",
    summary: "Who of these users is online, and when the others were last seen.",
    query: presenceAsked,
    answers: { 200: { description: "How they stand, in the order asked for.", schema: presences } },
    errors: [],
  },
  getOnline: {
    method: "get",
    path: "/v1/rooms/{roomId}/online",
    tag: "Presence",
    summary: "Which members of a room are online; in a large room only how many.",
    params: inRoom,
    answers: { 200: { description: "Those who are online.", schema: online } },
    errors: ofRoom,
  },
} as const satisfies Record<string, Operation>;
