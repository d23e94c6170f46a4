import type { MeChange, MemberEvent } from "./event.ts";
import type { Member, NewMember, Role } from "./member.ts";
import type { Notice } from "./notice.ts";
import { userOf } from "./refs.ts";
import type { Counters, LockedRoom } from "./room.ts";

/** Someone who is to become a member, with the user version that will tell them. */
export interface Beginner {
  readonly userId: string;
  readonly role: Role;
  readonly userVersion: number;
}

/** What a change of memberships stores and tells. */
export interface MembershipPlan {
  readonly counters: Counters;
  readonly events: readonly MemberEvent[];
  readonly notices: readonly Notice[];
}

const meChange = (type: "joined" | "left", roomId: string, version: number): MeChange => ({
  type,
  roomId,
  prev: version - 1,
  version,
});

/** One version, one row: each beginner takes a version of the room, in the order given. */
export const planBeginnings = (
  room: LockedRoom,
  beginners: readonly Beginner[],
): MembershipPlan & { readonly rows: readonly NewMember[] } => {
  const { roomId } = room.ref;
  const rows = beginners.map((beginner, index) => ({
    ...beginner,
    joinedSeq: room.seq,
    version: room.version + index + 1,
  }));
  const events = rows.map(({ userId, role, joinedSeq, version }, index): MemberEvent => ({
    type: "member",
    roomId,
    prev: version - 1,
    version,
    member: { userId, role, joinedSeq },
    memberCount: room.memberCount + index + 1,
  }));
  const told = rows.map(({ userId, userVersion }): Notice => ({
    to: "user",
    user: userOf(room.ref, userId),
    changes: [meChange("joined", roomId, userVersion)],
  }));
  const counters = {
    seq: room.seq,
    version: room.version + rows.length,
    memberCount: room.memberCount + rows.length,
  };
  return { rows, counters, events, notices: [{ to: "room", room: room.ref, events }, ...told] };
};

/** @param changed the rows as they were stored: each takes a version of the room, in this order. */
export const planMembers = (room: LockedRoom, changed: readonly Member[]): MembershipPlan => {
  const { roomId } = room.ref;
  const { seq, memberCount } = room;
  const events = changed.map((member, index): MemberEvent => ({
    type: "member",
    roomId,
    prev: room.version + index,
    version: room.version + index + 1,
    member,
    memberCount,
  }));
  const counters = { seq, version: room.version + changed.length, memberCount };
  return { counters, events, notices: [{ to: "room", room: room.ref, events }] };
};

/** @param ended the row as it was stored, with its `leftAt`. */
export const planEnding = (room: LockedRoom, ended: Member, userVersion: number): MembershipPlan => {
  const version = room.version + 1;
  const memberCount = room.memberCount - 1;
  const event: MemberEvent = {
    type: "member",
    roomId: room.ref.roomId,
    prev: room.version,
    version,
    member: ended,
    memberCount,
  };
  const left: Notice = {
    to: "user",
    user: userOf(room.ref, ended.userId),
    changes: [meChange("left", room.ref.roomId, userVersion)],
  };
  return {
    counters: { seq: room.seq, version, memberCount },
    events: [event],
    notices: [{ to: "room", room: room.ref, events: [event] }, left],
  };
};
