import { z } from "zod";

import type * as Contract from "../../client/src/contract.ts";
import { LIMITS } from "../../client/src/contract.ts";
import { fits } from "./fits.ts";
import { privacyChange } from "./privacy.ts";
import { history, reportReason, reportStatus, role, roomKind } from "./rows.ts";
import { counter, data, description, name, penalty, picture, reason, roomId, text, userId, uuid } from "./values.ts";

export const createRoomRequest = fits<Contract.CreateRoomRequest>()(
  z.strictObject({
    id: roomId.exactOptional(),
    kind: roomKind,
    name: name.exactOptional(),
    description: description.exactOptional(),
    picture: picture.exactOptional(),
    data: data.exactOptional(),
    history: history.exactOptional(),
    members: z.array(userId).max(LIMITS.usersPerRequest).exactOptional(),
    owner: userId.describe("By a service alone: who owns the room; nobody when absent.").exactOptional(),
  }),
);

const hasField = (request: object): boolean => Object.keys(request).length > 0;

export const changeRoomRequest = fits<Contract.ChangeRoomRequest>()(
  z
    .strictObject({
      name: name.nullable().exactOptional(),
      description: description.nullable().exactOptional(),
      picture: picture.nullable().exactOptional(),
      data: data.nullable().exactOptional(),
      archived: z.boolean().exactOptional(),
      locked: z.boolean().exactOptional(),
      announcement: z.boolean().exactOptional(),
      slowMode: z.int().min(0).max(LIMITS.slowModeSeconds).describe("In seconds; 0 ends it.").exactOptional(),
      history: history.exactOptional(),
      privacy: privacyChange.exactOptional(),
    })
    .refine(hasField, { params: { code: "too_short" }, message: "Must name at least one field." })
    .describe("`null` takes a part of the profile away; what is absent stays as it is."),
);

const duration = ["silent", "silentSeconds"] as const;

export const changeSettingsRequest = fits<Contract.ChangeSettingsRequest>()(
  z
    .strictObject({
      silent: z.boolean().describe("No notifications, until it is taken back.").exactOptional(),
      silentSeconds: penalty.describe("In place of `silent`: for so long, a year at most.").exactOptional(),
      pinned: z.boolean().exactOptional(),
      shelved: z.boolean().describe("Listed only where that is asked for, whatever is posted.").exactOptional(),
      hidden: z.boolean().describe("Not listed, until the next message.").exactOptional(),
      marker: counter
        .nullable()
        .describe("Everything above this `seq` is unread again; `null` takes it back.")
        .exactOptional(),
    })
    .refine(hasField, { params: { code: "too_short" }, message: "Must name at least one field." })
    .superRefine((request, context) => {
      if (duration.some((each) => request[each] === undefined)) return;
      const message = `Give only one of ${duration.join(", ")}.`;
      for (const path of duration) {
        context.addIssue({ code: "custom", path: [path], params: { code: "exclusive" }, message });
      }
    })
    .describe("What is absent stays as it is."),
);

const profile = {
  name: name.nullable().exactOptional(),
  picture: picture.nullable().exactOptional(),
  data: data.nullable().exactOptional(),
};

export const changeMeRequest = fits<Contract.ChangeMeRequest>()(
  z
    .strictObject({ ...profile, privacy: privacyChange.exactOptional() })
    .refine(hasField, { params: { code: "too_short" }, message: "Must name at least one field." })
    .describe("`null` takes a part of the profile away; what is absent stays as it is."),
);

export const changeUserRequest = fits<Contract.ChangeUserRequest>()(
  z
    .strictObject({
      ...profile,
      privacy: privacyChange.exactOptional(),
      deactivated: z.boolean().describe("None of the user's tokens counts, until it is taken back.").exactOptional(),
    })
    .refine(hasField, { params: { code: "too_short" }, message: "Must name at least one field." })
    .describe("`null` takes a part of the profile away; what is absent stays as it is."),
);

export const putUsersRequest = fits<Contract.PutUsersRequest>()(
  z.strictObject({
    users: z
      .array(z.strictObject({ userId, ...profile }))
      .min(1)
      .max(LIMITS.usersPerRequest)
      .describe("Of two entries for one user the later one counts."),
  }),
);

export const revocationRequest = fits<Contract.RevocationRequest>()(
  z.strictObject({
    before: z.iso.datetime({ offset: true }).describe("RFC 3339. Absent or in the future: now.").exactOptional(),
  }),
);

export const addMembersRequest = fits<Contract.AddMembersRequest>()(
  z.strictObject({
    userIds: z.array(userId).min(1).max(LIMITS.usersPerRequest),
    role: role.exclude(["owner"]).exactOptional(),
  }),
);

export const changeMemberRequest = fits<Contract.ChangeMemberRequest>()(
  z.strictObject({ role: role.describe("`owner` hands the room over: whoever asked is a moderator from then on.") }),
);

export const inviteRequest = fits<Contract.InviteRequest>()(
  z.strictObject({ role: role.exclude(["owner"]).exactOptional() }),
);

export const muteRequest = fits<Contract.MuteRequest>()(z.strictObject({ seconds: penalty }));

export const banRequest = fits<Contract.BanRequest>()(
  z.strictObject({ seconds: penalty.exactOptional(), reason: reason.exactOptional() }),
);

export const reportRequest = fits<Contract.ReportRequest>()(
  z.strictObject({
    reason: reportReason,
    note: reason.describe("For those who look after the room.").exactOptional(),
  }),
);

export const reviewRequest = fits<Contract.ReviewRequest>()(
  z.strictObject({
    status: reportStatus.exclude(["open"]),
    note: reason.describe("For others who look after the room; whoever reported is not told.").exactOptional(),
  }),
);

const receipts = {
  delivered: counter.describe("The newest message that has arrived, by its `seq`.").exactOptional(),
  read: counter.describe("The newest message that was read, by its `seq`; it was delivered, too.").exactOptional(),
};

const saysSomething = ({ delivered, read }: Contract.PutReceiptsRequest): boolean =>
  delivered !== undefined || read !== undefined;

const aWatermark = { params: { code: "too_short" }, message: "Must have delivered, read, or both." };

export const putReceiptsRequest = fits<Contract.PutReceiptsRequest>()(
  z.strictObject(receipts).refine(saysSomething, aWatermark),
);

export const receiptsRequest = z
  .array(fits<Contract.ReceiptRequest>()(z.strictObject({ roomId, ...receipts }).refine(saysSomething, aWatermark)))
  .min(1)
  .max(LIMITS.roomsPerSync);

const post = {
  id: uuid.exactOptional(),
  text,
  mentions: z
    .array(userId)
    .max(LIMITS.mentionsPerMessage)
    .describe("Users of the room; who is no member of it, and yourself, is passed over.")
    .exactOptional(),
  seen: counter
    .describe(
      "The newest message that you had read when you wrote it, by its `seq`: a receipt on the way. A service has none.",
    )
    .exactOptional(),
};

const sayer = {
  authorId: userId.describe("By a service alone: whose message it is to be, a member's or not.").exactOptional(),
  kind: z.literal("system").describe("By a service alone: nobody's. In place of `authorId`.").exactOptional(),
};

const hasOneSayer = ({ authorId, kind }: { authorId?: string; kind?: string }): boolean =>
  authorId === undefined || kind === undefined;

export const postMessageRequest = fits<Contract.PostMessageRequest>()(
  z.strictObject({ ...post, ...sayer }).refine(hasOneSayer, {
    path: ["kind"],
    params: { code: "exclusive" },
    message: "Give only one of authorId, kind.",
  }),
);

export const sendRequest = fits<Contract.SendRequest>()(z.strictObject({ roomId, ...post }));

export const deleteRequest = fits<Contract.DeleteRequest>()(
  z.strictObject({ roomId, messageId: uuid, commandId: uuid.exactOptional() }),
);

const watched = z.array(userId).max(LIMITS.watchedPerSocket);

export const presenceRequest = fits<Contract.PresenceRequest>()(
  z.strictObject({
    watch: watched.exactOptional(),
    unwatch: watched.describe("Those that stand in `watch` as well are watched.").exactOptional(),
  }),
);

const atMostRoomsPerSync = (rooms: object): boolean => Object.keys(rooms).length <= LIMITS.roomsPerSync;

export const syncRequest = fits<Contract.SyncRequest>()(
  z.strictObject({
    rooms: z
      .record(roomId, counter)
      .refine(atMostRoomsPerSync, { params: { code: "too_long" }, message: `At most ${LIMITS.roomsPerSync} rooms.` })
      .describe("Room id to the position that the client has; at most 200."),
  }),
);
