import { membersPage } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { cursorPage, inRoom, leaving, ofMember } from "../queries.ts";
import { addMembersRequest, changeMemberRequest } from "../requests.ts";
import { member } from "../rows.ts";
import { ofRoom, ofEntry } from "./refusals.ts";

export const members = {
  listMembers: {
    method: "get",
    path: "/v1/rooms/{roomId}/members",
    tag: "Members",
    summary: "The members of a room, by user id.",
    params: inRoom,
    query: cursorPage,
    answers: { 200: { description: "A page of members.", schema: membersPage } },
    errors: ofRoom,
  },
  addMembers: {
    method: "post",
    path: "/v1/rooms/{roomId}/members",
    tag: "Members",
    summary: "Add users to a room, all of them or none. Who is a member already stays one.",
    params: inRoom,
    body: addMembersRequest,
    answers: { 200: { description: "The memberships, in the order asked for.", schema: membersPage } },
    errors: [...ofEntry, "banned", "blocked", "too_many_rooms", "room_full"],
  },
  putMember: {
    method: "put",
    path: "/v1/rooms/{roomId}/members/{userId}",
    tag: "Members",
    summary: "Make a user a member. With one's own id: join a channel.",
    params: ofMember,
    answers: { 200: { description: "The membership.", schema: member } },
    errors: [...ofEntry, "banned", "blocked", "too_many_rooms", "room_full"],
  },
  changeMember: {
    method: "patch",
    path: "/v1/rooms/{roomId}/members/{userId}",
    tag: "Members",
    summary: "Give a member another role, or hand the room over.",
    params: ofMember,
    body: changeMemberRequest,
    answers: { 200: { description: "The membership, as it is now.", schema: member } },
    errors: [...ofRoom, "user_not_found"],
  },
  removeMember: {
    method: "delete",
    path: "/v1/rooms/{roomId}/members/{userId}",
    tag: "Members",
    summary: "End a membership. With one's own id: leave.",
    params: ofMember,
    query: leaving,
    answers: { 204: { description: "The membership has ended." } },
    errors: [...ofRoom, "user_not_found", "successor_needed"],
  },
} as const satisfies Record<string, Operation>;
