import { z } from "zod";

import type * as Contract from "../../client/src/contract.ts";
import { messageStatuses } from "../../core/entities/watermarks.ts";
import { meEvent, syncResult } from "./events.ts";
import { fits } from "./fits.ts";
import { privacy } from "./privacy.ts";
import {
  auditRecord,
  ban,
  block,
  invitation,
  member,
  message,
  presence,
  profileFields,
  readState,
  report,
  roomSummary,
  users,
  watermarks,
} from "./rows.ts";
import { counter, time } from "./values.ts";

const id = z.string();
const cursor = z.string().describe("Where the next page begins; absent on the last one.").exactOptional();

export const roomsPage = fits<Contract.RoomsPage>()(z.object({ rooms: z.array(roomSummary), users, cursor }));

export const membersPage = fits<Contract.MembersPage>()(z.object({ members: z.array(member), users, cursor }));

export const bansPage = fits<Contract.BansPage>()(z.object({ bans: z.array(ban), users, cursor }));

export const auditPage = fits<Contract.AuditPage>()(z.object({ records: z.array(auditRecord), users, cursor }));

export const blocksPage = fits<Contract.BlocksPage>()(z.object({ blocks: z.array(block), users, cursor }));

export const invitationsPage = fits<Contract.InvitationsPage>()(
  z.object({ invitations: z.array(invitation), users, cursor }),
);

export const reportsPage = fits<Contract.ReportsPage>()(
  z.object({ reports: z.array(report).describe("The first ones first."), users, cursor }),
);

export const messagesPage = fits<Contract.MessagesPage>()(
  z.object({
    messages: z.array(message).describe("Oldest first."),
    users,
    version: counter.describe("The position of this snapshot in the room's change feed."),
    hasMoreBefore: z.boolean(),
    hasMoreAfter: z.boolean(),
  }),
);

export const presences = fits<Contract.PresenceAnswer>()(
  z.object({ presences: z.array(presence).describe("Who does not exist, or is not to be seen, is offline.") }),
);

export const online = fits<Contract.Online>()(
  z.object({
    online: z.array(id).describe("By user id; absent in a large room.").exactOptional(),
    count: counter.describe("Without those who hide it. In a large room as it was a few seconds ago."),
  }),
);

const watermarksPage = { receipts: z.array(watermarks).describe("By user id."), users, cursor };

export const receiptsPage = fits<Contract.ReceiptsPage>()(
  z.object({ ...watermarksPage, marks: counter.describe("Where the room's marks stand in this snapshot.") }),
);

export const messageReceipts = fits<Contract.MessageReceipts>()(
  z
    .object({
      seq: counter,
      status: z
        .enum(messageStatuses)
        .describe("The farthest that it has come; without `to_all`, with somebody at least."),
      members: counter.describe("Everybody but its author who was a member when it was posted, and is now."),
      delivered: counter.describe("How many of them have received it, as far as you are shown it."),
      read: counter.describe("How many of them have read it, as far as you are shown it."),
      ...watermarksPage,
    })
    .describe("How far a message has come."),
);

export const unread = fits<Contract.Unread>()(
  z.object({
    unread: counter.describe("In all rooms together."),
    unreadMentions: counter.describe("As many of them mention you."),
    rooms: z
      .array(
        z.object({
          roomId: id,
          seq: counter.describe("Where the room stood when it was counted."),
          unread: counter,
          unreadMentions: readState.unreadMentions,
          silent: z.literal(true).describe("It does not notify you now.").exactOptional(),
        }),
      )
      .describe("Those with something unread, latest activity first."),
  }),
);

export const accepted = fits<Contract.Accepted>()(
  z
    .object({ id, roomId: id, status: z.literal("accepted") })
    .describe("The command is on its way: it will be applied, or refused with a `rejected` event and a record."),
);

export const commandStatus = fits<Contract.CommandStatus>()(
  z.object({
    id,
    roomId: id,
    status: z.enum(["applied", "rejected", "unknown"]).describe("unknown: not applied yet, or never accepted."),
    version: counter.exactOptional(),
    code: z.string().exactOptional(),
  }),
);

export const me = fits<Contract.Me>()(
  z.object({
    ...profileFields,
    userId: id,
    tenantId: id,
    version: counter.describe("The position of GET /v1/me/changes."),
    privacy: privacy.exactOptional().describe("Yours alone to see. Absent where nothing is turned off."),
  }),
);

export const revocation = fits<Contract.Revocation>()(
  z.object({ tokensFrom: time.describe("Tokens that were issued before do not count.") }),
);

export const meChanges = fits<Contract.MeChanges>()(
  z.object({ events: z.array(meEvent), version: counter, more: z.boolean() }),
);

export const usersAnswer = fits<Contract.UsersAnswer>()(
  z.object({ userIds: z.array(id).describe("The order of a page.").exactOptional(), users, cursor }),
);

export const syncAnswer = fits<Contract.SyncAnswer>()(z.object({ rooms: z.record(z.string(), syncResult) }));
