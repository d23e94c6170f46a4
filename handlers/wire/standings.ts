import type { RoomKind } from "../../client/src/contract.ts";
import type { ErrorCode } from "../../core/errors.ts";

/** Without a good token nothing else is looked at. */
export const refusedTokens = {
  anonymous: "unauthenticated",
  expired: "token_expired",
  forged: "unauthenticated",
  revoked: "token_revoked",
  deactivated: "user_deactivated",
} as const satisfies Readonly<Record<string, ErrorCode>>;

/** What somebody with a good token is to a room. */
export const standings = {
  stranger: "of another tenant",
  outsider: "never was in the room",
  left: "was a member, and left",
  removed: "was a member, and was removed",
  banned: "was a member, and is banned",
  invited: "is invited, and has not answered",
  reader: "a member who may not post",
  muted: "a member who may not post for a while",
  member: "a member",
  moderator: "a member who looks after the others",
  owner: "the member whose room it is",
  service: "a backend that acts for the whole tenant, a member or not",
} as const;

export type Standing = keyof typeof standings;

const names = Object.keys(standings) as readonly Standing[];

/** Two are in a direct room, for ever, and alike. */
export const standingsIn: Readonly<Record<RoomKind, readonly Standing[]>> = {
  direct: ["stranger", "outsider", "member", "service"],
  group: names,
  channel: names,
};

/** Who knows that the room exists. */
export const seersOf: Readonly<Record<RoomKind, readonly Standing[]>> = {
  direct: ["member", "service"],
  group: ["invited", "reader", "muted", "member", "moderator", "owner", "service"],
  channel: names.filter((standing) => standing !== "stranger"),
};

/** Rooms that are the same to everybody; `foreign` is one of another tenant. */
export const targets = ["missing", "deleted", "foreign", "malformed"] as const;
export type Target = (typeof targets)[number];
