import { roomsPage, syncAnswer } from "../answers.ts";
import { changes } from "../events.ts";
import type { Operation } from "../operation.ts";
import { channelsPage, feedPage, inRoom, roomsPageOfMine } from "../queries.ts";
import { changeRoomRequest, changeSettingsRequest, createRoomRequest, syncRequest } from "../requests.ts";
import { roomSettings, roomSummary } from "../rows.ts";
import { ofRoom } from "./refusals.ts";

export const rooms = {
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
    errors: ["forbidden", "id_taken", "blocked", "too_many_rooms", "room_full"],
  },
  listRooms: {
    method: "get",
    path: "/v1/rooms",
    tag: "Rooms",
    summary: "My rooms, the latest activity first, without those that I have hidden or shelved.",
    query: roomsPageOfMine,
    answers: { 200: { description: "A page of rooms.", schema: roomsPage } },
    errors: [],
  },
  listChannels: {
    method: "get",
    path: "/v1/channels",
    tag: "Rooms",
    summary: "The channels that anyone may join, by name; with `q` those with a word in their name that begins so.",
    query: channelsPage,
    answers: { 200: { description: "A page of channels.", schema: roomsPage } },
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
    summary:
      "Change what a room says of itself, lock it, keep it for announcements, archive it, limit its history, or hide signals in it.",
    params: inRoom,
    body: changeRoomRequest,
    answers: { 200: { description: "The room, as it is now.", schema: roomSummary } },
    errors: ofRoom,
  },
  deleteRoom: {
    method: "delete",
    path: "/v1/rooms/{roomId}",
    tag: "Rooms",
    summary: "Delete a room with everything in it, for everybody and for good. Its id stays taken.",
    params: inRoom,
    answers: { 204: { description: "The room is gone." } },
    errors: ofRoom,
  },
  changeSettings: {
    method: "patch",
    path: "/v1/rooms/{roomId}/settings",
    tag: "Rooms",
    summary: "Change what I alone have of a room. All my devices are told, and nobody else.",
    params: inRoom,
    body: changeSettingsRequest,
    answers: { 200: { description: "My settings of the room, as they are now.", schema: roomSettings } },
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
