import type { Changes, FeedPage, MessageEvent, RoomEvent } from "../../core/entities/event.ts";
import type { Member } from "../../core/entities/member.ts";
import { isCurrent } from "../../core/entities/member.ts";
import type { Notice } from "../../core/entities/notice.ts";
import { deletedNotice } from "../../core/entities/room-deletion.ts";
import { changed, planRoomChange } from "../../core/entities/room-change.ts";
import type { History, LockedRoom } from "../../core/entities/room.ts";
import { floorOf } from "../../core/entities/visibility.ts";
import type { PushableChanges } from "../../core/ports/feed-store.ts";
import { aLockedRoom, aMessageEvent, aRef, noon } from "./builders.ts";

/** What the members saw of a room's messages at one of its versions: user to the floor. */
interface Moment {
  readonly version: number;
  readonly floors: ReadonlyMap<string, number>;
}

/** A room as a database has it, and as it was at each of its versions. */
export class FakeRoom {
  readonly id: string;
  readonly members = new Map<string, Member>();
  state: LockedRoom;
  /** The last state of each row, and so its event in the feed. */
  readonly #rows = new Map<string, RoomEvent>();
  readonly #joinedAt = new Map<string, number>();
  readonly #moments: Moment[] = [];
  #visibilityVersion = 0;

  constructor(roomId: string) {
    this.id = roomId;
    this.state = aLockedRoom({ ref: aRef({ roomId }), version: 1, memberCount: 0 });
  }

  post(): Notice[] {
    const { version, seq } = this.state;
    const event = aMessageEvent(version + 1, "hello", this.id);
    return this.#write({ ...event, message: { ...event.message, seq: seq + 1 } }, { seq: seq + 1 });
  }

  /** Changes one of the messages that there are. */
  edit(pick: number): Notice[] {
    const before = this.#messages[pick % Math.max(1, this.#messages.length)];
    if (!before) return [];
    const version = this.state.version + 1;
    return this.#write({ ...before, prev: version - 1, version, message: { ...before.message, version } });
  }

  setHistory(history: History): Notice[] {
    const room = changed({ id: this.id, ...this.terms, createdAt: noon }, { history });
    const { counters, notices } = planRoomChange(this.state, room);
    const { history: _, ...state } = this.state;
    this.state = { ...state, ...(room.history && { history: room.history }) };
    this.#visibilityVersion = counters.version;
    const events = notices.flatMap((notice) => (notice.to === "room" ? notice.events : []));
    return this.keep(counters, events, notices);
  }

  /** Nobody is in it any more. */
  delete(): Notice[] {
    const { kind, version } = this.state;
    const notice = deletedNotice(this.state, { id: this.id, kind, createdAt: noon, deletedAt: noon });
    this.members.clear();
    this.#rows.clear();
    return this.keep({ version: version + 1, memberCount: 0 }, notice.events, [notice]);
  }

  get terms(): Pick<LockedRoom, "kind" | "history"> {
    const { kind, history } = this.state;
    return { kind, ...(history && { history }) };
  }

  /** Stores what was planned. @returns what announces it */
  keep(counters: Partial<LockedRoom>, events: readonly RoomEvent[], notices: readonly Notice[]): Notice[] {
    this.state = { ...this.state, ...counters };
    for (const event of events) {
      this.#rows.set(keyOf(event), event);
      if (event.type !== "member") continue;
      this.members.set(event.member.userId, event.member);
      if (isCurrent(event.member)) this.#joinedAt.set(event.member.userId, event.version);
    }
    const current = [...this.members.values()].filter(isCurrent);
    const floors = new Map(current.map((member) => [member.userId, floorOf(this.state, member, {}) ?? 0]));
    this.#moments.push({ version: this.state.version, floors });
    return [...notices];
  }

  isMember(userId: string): boolean {
    return isCurrent(this.members.get(userId));
  }

  /** The version that ended the user's last membership; nothing for a member, and for who never was one. */
  endOf(userId: string): number | undefined {
    return this.isMember(userId) ? undefined : this.#rows.get(`member ${userId}`)?.version;
  }

  changes(since: number, limit: number, keeps: number): Changes {
    const { version, seq } = this.state;
    if (since > version || version - since > keeps) return { reset: true, version, seq };
    return feedPage([...this.#rows.values()], version, since, limit);
  }

  pushable(since: number, limit: number, keeps: number): PushableChanges {
    const { version, seq, history } = this.state;
    const changes =
      since < (history ? version : this.#visibilityVersion) ? undefined : this.changes(since, limit, keeps);
    if (changes && !("reset" in changes)) return changes;
    return { reset: true, version, seq, ...(history && { history }) };
  }

  /** The messages that the user may see now, by `seq`, each with the version of its last change. */
  visibleTo(userId: string): ReadonlyMap<number, number> {
    const floor = this.#moments.at(-1)?.floors.get(userId) ?? this.state.seq;
    const visible = this.#messages.filter(({ message }) => message.seq > floor);
    return new Map(visible.map(({ message, version }) => [message.seq, version]));
  }

  /** Those of them that have changed since; nothing where the user has to start afresh. */
  changedFor(userId: string, since: number): ReadonlyMap<number, number> | undefined {
    const from = Math.max(this.#visibilityVersion, this.#joinedAt.get(userId) ?? 0);
    if (!this.isMember(userId) || since < from) return undefined;
    return new Map([...this.visibleTo(userId)].filter(([, version]) => version > since));
  }

  /** Whether the user could read that message when it was so, or at some time since. */
  couldSee(userId: string, { message, version }: MessageEvent): boolean {
    return this.#moments.some(
      (moment) => moment.version >= version && message.seq > (moment.floors.get(userId) ?? message.seq),
    );
  }

  get #messages(): readonly MessageEvent[] {
    return [...this.#rows.values()].filter((event) => event.type === "message");
  }

  #write(event: RoomEvent, counters: Partial<LockedRoom> = {}): Notice[] {
    const notices: Notice[] = [{ to: "room", room: this.state.ref, events: [event] }];
    return this.keep({ version: event.version, ...counters }, [event], notices);
  }
}

const keyOf = (event: RoomEvent): string => {
  if (event.type === "message") return event.message.id;
  return event.type === "member" ? `member ${event.member.userId}` : event.type;
};

export const feedPage = <E extends { version: number; prev: number }>(
  rows: readonly E[],
  head: number,
  since: number,
  limit: number,
): FeedPage<E> => {
  const newer = rows.filter(({ version }) => version > since).sort((a, b) => a.version - b.version);
  const taken = newer.slice(0, limit);
  const events = taken.map((row, index) => ({ ...row, prev: taken[index - 1]?.version ?? since }));
  const more = newer.length > limit;
  return { events, more, version: more ? events.at(-1)!.version : head };
};
