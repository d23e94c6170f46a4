import { z } from "zod";

import type * as Contract from "../../client/src/contract.ts";
import { mostUnreadMentions } from "../../core/entities/mentions.ts";
import { auditActions } from "../../core/entities/audit.ts";
import { roles } from "../../core/entities/member.ts";
import { reportReasons, reportStatuses } from "../../core/entities/report.ts";
import { fits } from "./fits.ts";
import { privacy } from "./privacy.ts";
import { counter, seq, time } from "./values.ts";

const id = z.string();

export const role = fits<Contract.Role>()(
  z.enum(roles).describe("The higher first. A reader may not post; an owner is one in each room but a direct one."),
);

export const member = fits<Contract.Member>()(
  z.object({
    userId: id,
    role,
    joinedSeq: counter.describe("The room's `seq` when this membership began."),
    mutedUntil: time.describe("May not post until then. It stays when that time is over.").exactOptional(),
    leftAt: time.describe("Present once the membership has ended.").exactOptional(),
  }),
);

export const presence = fits<Contract.Presence>()(
  z
    .object({
      userId: id,
      online: z.boolean(),
      lastSeenAt: time
        .describe("When the last connection of who is offline ended, as far as that is known.")
        .exactOptional(),
    })
    .describe("Whether a user has a connection anywhere."),
);

export const ban = fits<Contract.Ban>()(
  z
    .object({
      userId: id,
      bannedBy: id,
      reason: z.string().exactOptional(),
      at: time,
      until: time.describe("Absent where it lasts until it is lifted.").exactOptional(),
    })
    .describe("Keeps a user out of a room, member or not."),
);

export const auditRecord = fits<Contract.AuditRecord>()(
  z
    .object({
      number: counter.describe("Later records have higher numbers; some numbers are nobody's."),
      action: z.string().describe(`What was done: ${auditActions.join(", ")}. New ones may come.`),
      actorId: id,
      byService: z.literal(true).exactOptional(),
      roomId: id.exactOptional(),
      target: id.describe("The user to whom it was done.").exactOptional(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).exactOptional(),
      address: z.string().describe("Of the caller.").exactOptional(),
      requestId: z.string().exactOptional(),
      at: time,
    })
    .describe("Something that was done to members, roles, a room, or what others wrote in it."),
);

export const block = fits<Contract.Block>()(
  z
    .object({ userId: id.describe("Who is blocked."), at: time })
    .describe("While it lasts neither posts to the other alone, nor brings the other into a room."),
);

export const invitation = fits<Contract.Invitation>()(
  z
    .object({ roomId: id, userId: id, role: role.exclude(["owner"]), invitedBy: id, at: time })
    .describe("Lets a user see a room and come in."),
);

export const reportReason = z.enum(reportReasons).describe("What is wrong with the message.");

export const reportStatus = z
  .enum(reportStatuses)
  .describe("resolved: something was done about it. dismissed: nothing had to be.");

const reportFields = {
  id,
  roomId: id,
  messageId: id,
  reportedBy: id,
  reason: reportReason,
  note: z.string().exactOptional(),
  at: time,
};

export const madeReport = fits<Contract.MadeReport>()(
  z.object(reportFields).describe("A report as its maker is told of it."),
);

export const report = fits<Contract.Report>()(
  z.object({
    ...reportFields,
    copy: z
      .object({ authorId: id.exactOptional(), text: z.string(), createdAt: time })
      .describe("What the message was when it was first reported: it may be deleted since."),
    status: reportStatus,
    review: z
      .object({ reviewedBy: id, at: time, note: z.string().exactOptional() })
      .describe("Absent while it is open.")
      .exactOptional(),
  }),
);

export const message = fits<Contract.Message>()(
  z.object({
    id: id.describe("Also the id of the command that posted it."),
    roomId: id,
    seq,
    version: counter.describe("The room's version at this row's last change."),
    kind: z.literal("system").describe("What no user said.").exactOptional(),
    authorId: id.describe("Absent in a system message.").exactOptional(),
    text: z.string().describe("Empty once it is deleted."),
    mentions: z
      .array(id)
      .describe("Users, in order: of those whom its author named and who were members then.")
      .exactOptional(),
    createdAt: time,
    deletedAt: time.describe("Present once it is deleted, for good.").exactOptional(),
  }),
);

export const roomKind = z
  .enum(["direct", "group", "channel"])
  .describe("direct: exactly two, one room per pair. group: by invitation. channel: joined by anyone of the tenant.");

export const history = z
  .enum(["all", "since-joining"])
  .describe("What its members see of the messages: every one, or those above the `joinedSeq` of their membership.");

const roomFields = {
  id,
  kind: roomKind,
  name: z.string().exactOptional(),
  description: z.string().exactOptional(),
  picture: z.string().exactOptional(),
  data: z.record(z.string(), z.unknown()).exactOptional(),
  archived: z.literal(true).describe("Nobody posts or comes in, until its owner takes it back.").exactOptional(),
  locked: z.literal(true).describe("Nobody posts or comes in, until it is unlocked.").exactOptional(),
  announcement: z.literal(true).describe("Only the owner and moderators post.").exactOptional(),
  slowMode: z.int().min(1).describe("A member posts once in so many seconds.").exactOptional(),
  history: history.exclude(["all"]).describe("Absent where members see all messages.").exactOptional(),
  privacy: privacy.exactOptional().describe("For everybody in it. Absent where nothing is turned off."),
  createdAt: time,
  deletedAt: time.describe("Only in the last event of a room.").exactOptional(),
};

export const room = fits<Contract.Room>()(z.object(roomFields));

export const roomSettings = fits<Contract.RoomSettings>()(
  z
    .object({
      silent: z.literal(true).describe("No notifications, until it is taken back.").exactOptional(),
      silentUntil: time.describe("No notifications until then. It stays when that time is over.").exactOptional(),
      pinned: z.literal(true).exactOptional(),
      shelved: z.literal(true).describe("Listed only where that is asked for.").exactOptional(),
      hiddenSeq: counter.describe("Not listed while the room's `seq` is not above it.").exactOptional(),
      marker: counter.describe("Everything above this `seq` is unread, whatever was read.").exactOptional(),
    })
    .describe("What one member alone has of a room. Nobody else is told."),
);

export const watermarks = fits<Contract.Watermarks>()(
  z
    .object({ userId: id, delivered: counter, read: counter })
    .describe(
      "How far a member has received and read the room, each a `seq`, as far as you are shown it: what is hidden stands where the membership began, or lower.",
    ),
);

export const readState = {
  delivered: counter,
  read: counter,
  unread: counter.describe("Messages of others since: above the marker where there is one, else above `read`."),
  unreadMentions: counter
    .max(mostUnreadMentions)
    .describe("As many of them mention you; a deleted message mentions nobody."),
};

export const roomSummary = fits<Contract.RoomSummary>()(
  z.object({
    ...roomFields,
    seq: counter.describe("How many messages the room has; the newest one's `seq`."),
    version: counter.describe("The position of this snapshot in the room's change feed."),
    marks: counter.describe("Numbers the batches of receipts that its members were shown."),
    memberCount: counter,
    lastMessage: message.exactOptional(),
    me: member.exactOptional().describe("Absent for someone who sees a channel without being in it."),
    delivered: readState.delivered.exactOptional(),
    read: readState.read.exactOptional(),
    unread: readState.unread.exactOptional(),
    unreadMentions: readState.unreadMentions.exactOptional(),
    settings: roomSettings.exactOptional().describe("Yours, while any is set."),
    peer: id.describe("The other one, in a direct room.").exactOptional(),
  }),
);

export const profileFields = {
  name: z.string().exactOptional(),
  picture: z.string().exactOptional(),
  data: z
    .record(z.string(), z.unknown())
    .describe("Yours. It stands where a user is asked for, not in lists and not beside other things.")
    .exactOptional(),
  deactivated: z.literal(true).describe("None of the user's tokens counts.").exactOptional(),
};

export const profile = fits<Contract.Profile>()(z.object(profileFields));

export const user = fits<Contract.User>()(z.object({ userId: id, ...profileFields }));

export const users = fits<Contract.Users>()(
  z.record(z.string(), profile).describe("Everyone named in the answer, by user id."),
);

export const fieldProblem = fits<Contract.FieldProblem>()(
  z.object({ path: z.string().describe("Dotted, as in `members.3`."), code: z.string(), message: z.string() }),
);

export const problem = fits<Contract.Problem>()(
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(fieldProblem).exactOptional(),
    requestId: z.string(),
    retryAfterMs: z.int().exactOptional(),
  }),
);
