import type { ChangesPage, Member, Message, MessagesPage, Room, RoomEvent, RoomSummary } from "./contract.ts";
import type { ReadReceipts, WatermarksByUser } from "./watermarks.ts";
import { mergeWatermarks, watermarksOf } from "./watermarks.ts";

/** What is held of an open room. Every change makes a new object; what did not change stays the same one. */
export interface RoomState {
  readonly roomId: string;
  /** The position in the room's change feed: everything up to it is in here. */
  readonly version: number;
  readonly room: Room;
  readonly memberCount: number;
  /** Those who are in the room now, by user id. */
  readonly members: ReadonlyMap<string, Member>;
  /** False in a room with more members than are read when it is opened. */
  readonly membersComplete: boolean;
  /** How far each of them has received and read the room; in large rooms, when it was opened. */
  readonly watermarks: WatermarksByUser;
  /** A window onto the room's messages by `seq`, oldest first, without a hole. It reaches to the newest one. */
  readonly messages: readonly Message[];
  /** Where the window begins; rows with a lower `seq` are not kept. */
  readonly oldestSeq: number;
  readonly hasMoreBefore: boolean;
  /** The newest version of a row that was not kept: an older page from before it is out of date. */
  readonly belowVersion: number;
}

/** `gap`: something in between is missing, the state is as it was. */
export type EventOutcome = "applied" | "dropped" | "gap";

/** `stale`: read the page again; `apart`: it does not touch the window. The state is as it was. */
export type PageOutcome = "applied" | "stale" | "apart";

export interface Covered {
  readonly prev: number;
  readonly version: number;
}

/** The rule of every change feed, for an event that covers the versions above `prev` up to `version`. */
export const outcomeAt = (position: number, { prev, version }: Covered): EventOutcome => {
  if (prev > position) return "gap";
  return version > position ? "applied" : "dropped";
};

export interface FreshRoom {
  /** The latest messages. */
  readonly page: MessagesPage;
  /** Read after the page, so that it may be newer, never older; the events from the page's `version` on make it even. */
  readonly room: RoomSummary;
  readonly members: readonly Member[];
  readonly membersComplete: boolean;
  readonly receipts: ReadReceipts;
}

/** Without what a summary says beside it, which changes with every message. */
const own = ({
  seq: _s,
  version: _v,
  marks: _marks,
  memberCount: _c,
  delivered: _d,
  read: _r,
  unread: _u,
  unreadMentions: _mentions,
  lastMessage: _l,
  me: _m,
  settings: _settings,
  peer: _p,
  ...room
}: RoomSummary): Room => room;

export const startRoom = ({ page, room, members: rows, membersComplete, receipts }: FreshRoom): RoomState => {
  const members = new Map(rows.filter((row) => row.leftAt === undefined).map((row) => [row.userId, row]));
  return {
    roomId: room.id,
    version: page.version,
    room: own(room),
    memberCount: room.memberCount,
    members,
    membersComplete,
    watermarks: watermarksOf(members, mergeWatermarks(new Map(), receipts.receipts)),
    messages: page.messages,
    oldestSeq: page.messages[0]?.seq ?? 1,
    hasMoreBefore: page.hasMoreBefore,
    belowVersion: 0,
  };
};

const newer = (a: Message, b: Message): Message => (b.version >= a.version ? b : a);

const keepMessage = (state: RoomState, message: Message): RoomState => {
  if (message.seq < state.oldestSeq) {
    return { ...state, belowVersion: Math.max(state.belowVersion, message.version) };
  }
  const at = state.messages.findLastIndex((held) => held.seq <= message.seq);
  const held = state.messages[at];
  const messages =
    held?.seq === message.seq
      ? state.messages.with(at, newer(held, message))
      : state.messages.toSpliced(at + 1, 0, message);
  return { ...state, messages };
};

const keepMember = (state: RoomState, member: Member, memberCount: number): RoomState => {
  const members = new Map(state.members);
  if (member.leftAt === undefined) members.set(member.userId, member);
  else members.delete(member.userId);
  return { ...state, members, memberCount };
};

const keepRow = (state: RoomState, event: RoomEvent): RoomState => {
  switch (event.type) {
    case "message":
      return keepMessage(state, event.message);
    case "member":
      return keepMember(state, event.member, event.memberCount);
    case "room":
      return { ...state, room: event.room };
    case "head":
    default:
      // `default`: a kind of row that only a newer client knows. Its version is passed all the same.
      return state;
  }
};

const take = (state: RoomState, event: RoomEvent): RoomState => ({ ...keepRow(state, event), version: event.version });

/** Takes a live event. A `head` that covers nothing is a gap exactly when it stands above the position. */
export const applyEvent = (state: RoomState, event: RoomEvent): { state: RoomState; outcome: EventOutcome } => {
  const outcome = outcomeAt(state.version, event);
  return { state: outcome === "applied" ? take(state, event) : state, outcome };
};

/**
 * Takes an answer of the change feed that was asked from the position held then, or from an earlier one. It is complete
 * by the feed's promise, so `prev` is not looked at.
 * @returns also the events that were news.
 */
export const applyChanges = (state: RoomState, page: ChangesPage): { state: RoomState; applied: RoomEvent[] } => {
  const applied: RoomEvent[] = [];
  let next = state;
  for (const event of page.events) {
    if (event.version <= next.version) continue;
    next = take(next, event);
    applied.push(event);
  }
  return { state: page.version > next.version ? { ...next, version: page.version } : next, applied };
};

const merge = (held: readonly Message[], read: readonly Message[]): readonly Message[] => {
  const bySeq = new Map(held.map((message) => [message.seq, message]));
  for (const message of read) bySeq.set(message.seq, newer(bySeq.get(message.seq) ?? message, message));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
};

/** Widens the window by a page of messages that touches it, as when reading further back. */
export const applyPage = (state: RoomState, page: MessagesPage): { state: RoomState; outcome: PageOutcome } => {
  const [first, last] = [page.messages[0], page.messages.at(-1)];
  if (!first || !last) {
    return { state: { ...state, hasMoreBefore: state.hasMoreBefore && page.hasMoreBefore }, outcome: "applied" };
  }
  const newestSeq = state.messages.at(-1)?.seq ?? state.oldestSeq - 1;
  if (last.seq < state.oldestSeq - 1 || first.seq > newestSeq + 1) return { state, outcome: "apart" };
  if (first.seq >= state.oldestSeq) {
    return { state: { ...state, messages: merge(state.messages, page.messages) }, outcome: "applied" };
  }
  if (page.version < state.belowVersion) return { state, outcome: "stale" };
  const widened = { oldestSeq: first.seq, hasMoreBefore: page.hasMoreBefore };
  return { state: { ...state, ...widened, messages: merge(state.messages, page.messages) }, outcome: "applied" };
};
