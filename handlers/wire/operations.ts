import {
  accepted,
  commandStatus,
  me,
  meChanges,
  membersPage,
  messagesPage,
  roomsPage,
  syncAnswer,
  usersAnswer,
} from "./answers.ts";
import { changes } from "./events.ts";
import type { Operation } from "./operation.ts";
import {
  cursorPage,
  feedPage,
  inRoom,
  leaving,
  messagesWindow,
  namedUsers,
  ofCommand,
  ofMember,
  ofMessage,
} from "./queries.ts";
import {
  addMembersRequest,
  changeMemberRequest,
  changeRoomRequest,
  createRoomRequest,
  postMessageRequest,
  syncRequest,
} from "./requests.ts";
import { member, message, roomSummary } from "./rows.ts";

const ofRoom = ["room_not_found", "forbidden"] as const;
const ofEntry = [...ofRoom, "room_archived", "room_locked"] as const;

const rooms = {
  createRoom: {
    method: "post",
    path: "/v1/rooms",
    tag: "Rooms",
    summary: "Make a room. The same id, or the same pair of a direct room, again gives the room that is there.",
    body: createRoomRequest,
    answers: {
      200: { description: "The room was there already.", schema: roomSummary, headers: ["location"] },
      201: { description: "The room was made.", schema: roomSummary, headers: ["location"] },
    },
    errors: ["id_taken", "too_many_rooms"],
  },
  listRooms: {
    method: "get",
    path: "/v1/rooms",
    tag: "Rooms",
    summary: "My rooms, the latest activity first.",
    query: cursorPage,
    answers: { 200: { description: "A page of rooms.", schema: roomsPage } },
    errors: [],
  },
  getRoom: {
    method: "get",
    path: "/v1/rooms/{roomId}",
    tag: "Rooms",
    summary: "One room as I see it.",
    params: inRoom,
    answers: { 200: { description: "The room.", schema: roomSummary } },
    errors: ["room_not_found"],
  },
  changeRoom: {
    method: "patch",
    path: "/v1/rooms/{roomId}",
    tag: "Rooms",
    summary: "Change what a room says of itself, lock it, keep it for announcements, archive it.",
    params: inRoom,
    body: changeRoomRequest,
    answers: { 200: { description: "The room, as it is now.", schema: roomSummary } },
    errors: ofRoom,
  },
  readChanges: {
    method: "get",
    path: "/v1/rooms/{roomId}/changes",
    tag: "Rooms",
    summary: "The changes of a room after a position, or the advice to start afresh.",
    params: inRoom,
    query: feedPage,
    answers: { 200: { description: "The changes, oldest first, or a reset.", schema: changes } },
    errors: ofRoom,
  },
  syncRooms: {
    method: "post",
    path: "/v1/sync",
    tag: "Rooms",
    summary: "The changes of many rooms at once.",
    body: syncRequest,
    answers: { 200: { description: "An answer for each room that was asked for.", schema: syncAnswer } },
    errors: [],
  },
} as const satisfies Record<string, Operation>;

const members = {
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
    errors: [...ofEntry, "too_many_rooms"],
  },
  putMember: {
    method: "put",
    path: "/v1/rooms/{roomId}/members/{userId}",
    tag: "Members",
    summary: "Make a user a member. With one's own id: join a channel.",
    params: ofMember,
    answers: { 200: { description: "The membership.", schema: member } },
    errors: [...ofEntry, "too_many_rooms"],
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

const messages = {
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
    errors: [...ofEntry, "announcements_only", "id_taken", "id_reused"],
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
  getCommand: {
    method: "get",
    path: "/v1/rooms/{roomId}/commands/{id}",
    tag: "Messages",
    summary: "What became of a command of mine.",
    params: ofCommand,
    answers: { 200: { description: "What is known of it.", schema: commandStatus } },
    errors: [],
  },
} as const satisfies Record<string, Operation>;

const users = {
  getMe: {
    method: "get",
    path: "/v1/me",
    tag: "Users",
    summary: "Who I am.",
    answers: { 200: { description: "The user that the token speaks for.", schema: me } },
    errors: ["user_not_found"],
  },
  readMyChanges: {
    method: "get",
    path: "/v1/me/changes",
    tag: "Users",
    summary: "What concerned me alone after a position: memberships that began or ended.",
    query: feedPage,
    answers: { 200: { description: "The changes, oldest first.", schema: meChanges } },
    errors: [],
  },
  getUsers: {
    method: "get",
    path: "/v1/users",
    tag: "Users",
    summary: "Profiles, many at once. Who does not exist is left out.",
    query: namedUsers,
    answers: { 200: { description: "Those that exist.", schema: usersAnswer } },
    errors: [],
  },
} as const satisfies Record<string, Operation>;

/** Everything under /v1. The routes and the OpenAPI document are both made from this table. */
export const operations = { ...rooms, ...members, ...messages, ...users };

export type Operations = typeof operations;
export type OperationId = keyof Operations;
