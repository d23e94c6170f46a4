import { invitationsPage } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { cursorPage, inRoom, ofMember } from "../queries.ts";
import { inviteRequest } from "../requests.ts";
import { invitation } from "../rows.ts";
import { ofEntry, ofRoom } from "./refusals.ts";

export const invitations = {
  listMyInvitations: {
    method: "get",
    path: "/v1/me/invitations",
    tag: "Invitations",
    summary: "What I am invited to, by room id.",
    query: cursorPage,
    answers: { 200: { description: "A page of open invitations.", schema: invitationsPage } },
    errors: [],
  },
  listInvitations: {
    method: "get",
    path: "/v1/rooms/{roomId}/invitations",
    tag: "Invitations",
    summary: "Who is invited to a room, by user id.",
    params: inRoom,
    query: cursorPage,
    answers: { 200: { description: "A page of open invitations.", schema: invitationsPage } },
    errors: ofEntry,
  },
  inviteUser: {
    method: "put",
    path: "/v1/rooms/{roomId}/invitations/{userId}",
    tag: "Invitations",
    summary: "Invite a user. They accept by making themselves a member.",
    params: ofMember,
    body: inviteRequest,
    answers: { 200: { description: "The invitation.", schema: invitation } },
    errors: [...ofEntry, "already_member", "banned", "blocked"],
  },
  endInvitation: {
    method: "delete",
    path: "/v1/rooms/{roomId}/invitations/{userId}",
    tag: "Invitations",
    summary: "Withdraw an invitation. With one's own id: decline.",
    params: ofMember,
    answers: { 204: { description: "The invitation is over." } },
    errors: [...ofRoom, "user_not_found"],
  },
} as const satisfies Record<string, Operation>;
