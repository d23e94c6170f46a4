import type { ErrorCode } from "../../core/errors.ts";
import type { OperationId } from "./operations.ts";
import type { ClientEvent } from "./socket-events.ts";
import type { Standing } from "./standings.ts";

/** What is answered: it is done, or why not. In `sync` a room that one may not read is `gone`. */
export type AccessAnswer = "allowed" | "gone" | ErrorCode;

/** The room decides. Who may not and does not see it gets `room_not_found`. */
interface RoomRule {
  /** `seers`: whoever sees the room. */
  readonly may: readonly Standing[] | "seers";
  /** For those who see the room and may not; `forbidden` when absent. */
  readonly otherwise?: Readonly<Partial<Record<Standing, ErrorCode>>> | "user_not_found";
  /** Where a room is between two: `forbidden` to whoever sees it, or to those named. */
  readonly neverInDirect?: true | readonly Standing[];
  /** In place of every refusal. */
  readonly instead?: "gone";
}

/** The same for everybody with a good token, whatever the room. */
interface PlainRule {
  readonly always: AccessAnswer;
  /** To a service, where that is something else. */
  readonly service?: AccessAnswer;
}

export type AccessRule = RoomRule | PlainRule;

/** One rule, or one for each thing that the operation does. */
type Row = AccessRule | Readonly<Record<string, AccessRule>>;

const readersOfRooms = ["reader", "muted", "member", "moderator", "owner", "service"] as const;

const anybody: AccessRule = { always: "allowed" };
const service: AccessRule = { always: "forbidden", service: "allowed" };
const seers: AccessRule = { may: "seers" };
const readers: AccessRule = { may: readersOfRooms };
const posters: AccessRule = { may: ["member", "moderator", "owner", "service"], otherwise: { muted: "muted" } };
const moderators: AccessRule = { may: ["moderator", "owner", "service"], neverInDirect: true };
/** A room between two has nobody of its own who looks after it. */
const deleters: AccessRule = { ...moderators, neverInDirect: ["member"] };
const owner: AccessRule = { may: ["owner", "service"], neverInDirect: true };
const joiners: AccessRule = { may: "seers", otherwise: { banned: "banned" }, neverInDirect: ["service"] };
const leavers: AccessRule = {
  may: ["reader", "muted", "member", "moderator"],
  otherwise: { owner: "successor_needed", service: "user_not_found" },
  neverInDirect: true,
};
const resigners: AccessRule = { may: ["owner"], otherwise: { service: "user_not_found" }, neverInDirect: true };
const invited: AccessRule = { may: ["invited"], otherwise: "user_not_found" };
/** What somebody has as a member alone. */
const insiders: AccessRule = { may: ["reader", "muted", "member", "moderator", "owner"] };
const synced: AccessRule = { may: readersOfRooms, instead: "gone" };

/**
 * Who gets what from each operation and each event of a client. This is written for readers and for the tests, which try
 * every cell; what decides is `core/entities/permissions.ts`, and neither is made from the other.
 */
export const access = {
  createRoom: anybody,
  listRooms: anybody,
  listChannels: anybody,
  getRoom: seers,
  changeRoom: {
    profile: moderators,
    locked: moderators,
    announcement: moderators,
    slowMode: moderators,
    history: moderators,
    privacy: moderators,
    archived: owner,
  },
  deleteRoom: owner,
  changeSettings: insiders,
  readChanges: readers,
  syncRooms: synced,

  listMembers: readers,
  addMembers: { others: moderators, oneself: joiners },
  putMember: { another: moderators, oneself: joiners },
  changeMember: { role: moderators, owner },
  removeMember: { another: moderators, oneself: leavers, "oneself, with a successor": resigners },

  listMyInvitations: anybody,
  listInvitations: moderators,
  inviteUser: moderators,
  endInvitation: { another: moderators, oneself: invited },

  muteMember: moderators,
  unmuteMember: moderators,
  listBans: moderators,
  banUser: moderators,
  liftBan: moderators,

  listAudit: owner,
  listTenantAudit: service,

  postMessage: posters,
  listMessages: readers,
  getMessage: readers,
  deleteMessage: { "one's own": readers, "another's": deleters },
  getCommand: anybody,

  putReceipts: insiders,
  listReceipts: readers,
  listMessageReceipts: readers,
  getUnread: anybody,

  reportMessage: readers,
  listReports: deleters,
  listAllReports: service,
  reviewReport: deleters,

  listBlocks: anybody,
  blockUser: anybody,
  unblockUser: anybody,

  getPresence: anybody,
  getOnline: readers,

  getMe: anybody,
  changeMe: anybody,
  revokeMyTokens: anybody,
  readMyChanges: anybody,
  getUsers: anybody,
  putUsers: service,
  getUser: anybody,
  changeUser: { another: service, oneself: anybody, "oneself, deactivated": service },
  revokeTokens: { another: service, oneself: anybody },

  send: posters,
  delete: { "one's own": readers, "another's": deleters },
  receipts: insiders,
  sync: synced,
  typing: posters,
  presence: anybody,
  auth: { "the same user": anybody, "another user": { always: "unauthenticated" } },
} as const satisfies Readonly<Record<OperationId | ClientEvent, Row>>;
