import { z } from "zod";

import type * as Contract from "../../client/src/contract.ts";
import { fits } from "./fits.ts";
import { privacy } from "./privacy.ts";
import { invitation, member, message, room, roomSettings, roomSummary, watermarks } from "./rows.ts";
import { counter } from "./values.ts";

const roomId = z.string();
const prev = counter.describe("The event covers the versions above `prev` up to and including `version`.");
const covers = { roomId, prev, version: counter };

export const messageEvent = fits<Contract.MessageEvent>()(z.object({ type: z.literal("message"), ...covers, message }));

export const memberEvent = fits<Contract.MemberEvent>()(
  z.object({
    type: z.literal("member"),
    ...covers,
    member,
    memberCount: counter.describe("Members of the room after this change."),
  }),
);

export const roomChangedEvent = fits<Contract.RoomChangedEvent>()(
  z
    .object({ type: z.literal("room"), ...covers, room })
    .describe(
      "With `prev` equal to `version` it covers nothing: what you may see of the room is another; pull, and start afresh.",
    ),
);

export const headEvent = fits<Contract.HeadEvent>()(
  z
    .object({ type: z.literal("head"), ...covers })
    .describe("A version without a row to show. With `prev` equal to `version` it covers nothing: pull what you lack."),
);

export const roomEvent = fits<Contract.RoomEvent>()(z.union([messageEvent, memberEvent, roomChangedEvent, headEvent]));

const marks = counter.describe("Where the room's marks stand; absent where nothing of it was read.").exactOptional();

export const changesPage = fits<Contract.ChangesPage>()(
  z.object({
    events: z.array(roomEvent),
    version: counter.describe("The reader's next position."),
    more: z.boolean(),
    marks,
  }),
);

export const changesReset = fits<Contract.ChangesReset>()(
  z
    .object({ reset: z.literal(true), version: counter, seq: counter, marks })
    .describe("Not from that position: drop the room, read its latest page, go on from that page's `version`."),
);

export const changes = fits<Contract.Changes>()(z.union([changesPage, changesReset]));

const gone = z.object({ gone: z.literal(true) }).describe("The room does not exist for this user (any more).");

export const syncResult = fits<Contract.SyncResult>()(z.union([changesPage, changesReset, gone]));

export const receiptsEvent = fits<Contract.ReceiptsEvent>()(
  z.object({
    roomId,
    prev: counter.describe("It covers the room's marks above `prev` up to and including `marks`."),
    marks: counter,
    receipts: z.array(watermarks),
  }),
);

const meCovers = { prev, version: counter };
const meInRoom = { ...meCovers, roomId };

export const meEvent = fits<Contract.MeEvent>()(
  z.union([
    z.object({ ...meInRoom, type: z.literal("joined"), room: roomSummary }),
    z.object({
      ...meInRoom,
      type: z.literal("left"),
      deleted: z.literal(true).describe("With the room.").exactOptional(),
    }),
    z.object({ ...meInRoom, type: z.literal("invited"), invitation }),
    z.object({ ...meInRoom, type: z.literal("uninvited") }),
    z.object({ ...meInRoom, type: z.literal("settings"), settings: roomSettings }),
    z.object({ ...meCovers, type: z.literal("privacy"), privacy }),
  ]),
);
