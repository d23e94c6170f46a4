import { bansPage } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { cursorPage, inRoom, ofMember } from "../queries.ts";
import { banRequest, muteRequest } from "../requests.ts";
import { ban, member } from "../rows.ts";
import { ofRoom } from "./refusals.ts";

export const moderation = {
  muteMember: {
    method: "put",
    path: "/v1/rooms/{roomId}/members/{userId}/mute",
    tag: "Moderation",
    summary: "Let a member post nothing for a while.",
    params: ofMember,
    body: muteRequest,
    answers: { 200: { description: "The membership, as it is now.", schema: member } },
    errors: [...ofRoom, "user_not_found"],
  },
  unmuteMember: {
    method: "delete",
    path: "/v1/rooms/{roomId}/members/{userId}/mute",
    tag: "Moderation",
    summary: "Let a member post again.",
    params: ofMember,
    answers: { 200: { description: "The membership, as it is now.", schema: member } },
    errors: [...ofRoom, "user_not_found"],
  },
  listBans: {
    method: "get",
    path: "/v1/rooms/{roomId}/bans",
    tag: "Moderation",
    summary: "Who is kept out of a room, by user id.",
    params: inRoom,
    query: cursorPage,
    answers: { 200: { description: "A page of bans in force.", schema: bansPage } },
    errors: ofRoom,
  },
  banUser: {
    method: "put",
    path: "/v1/rooms/{roomId}/bans/{userId}",
    tag: "Moderation",
    summary: "Keep a user out of a room, for a while or until it is lifted. A membership ends with it.",
    params: ofMember,
    body: banRequest,
    answers: { 200: { description: "The ban.", schema: ban } },
    errors: ofRoom,
  },
  liftBan: {
    method: "delete",
    path: "/v1/rooms/{roomId}/bans/{userId}",
    tag: "Moderation",
    summary: "Let a user come in again.",
    params: ofMember,
    answers: { 204: { description: "The ban is lifted." } },
    errors: [...ofRoom, "user_not_found"],
  },
} as const satisfies Record<string, Operation>;
