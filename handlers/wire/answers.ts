import { z } from "zod";

import type * as Contract from "../../client/src/contract.ts";
import { meEvent, syncResult } from "./events.ts";
import { fits } from "./fits.ts";
import {
  auditRecord,
  ban,
  block,
  invitation,
  member,
  message,
  profileFields,
  report,
  roomSummary,
  users,
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
