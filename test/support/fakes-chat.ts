import { planBeginnings, planEnding } from "../../core/entities/membership.ts";
import { deletedNotice } from "../../core/entities/room-deletion.ts";
import type { Changes, FeedPage, MeChange, RoomEvent } from "../../core/entities/event.ts";
import type { Member } from "../../core/entities/member.ts";
import { isCurrent } from "../../core/entities/member.ts";
import type { Notice } from "../../core/entities/notice.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import type { LockedRoom, RoomSummary } from "../../core/entities/room.ts";
import type { TokenTerms } from "../../core/entities/token-terms.ts";
import type { Stores } from "../../core/ports/unit-of-work.ts";
import { aLockedRoom, aMessageEvent, aRef, aUser, noon } from "./builders.ts";

interface FakeRoom {
  state: LockedRoom;
  /** The last state of each row, and so its event in the feed. */
  readonly rows: Map<string, RoomEvent>;
  readonly members: Map<string, Member>;
}

interface FakeUser {
  version: number;
  terms: TokenTerms;
  readonly changes: Map<string, MeChange>;
}

/** Rooms and users as a database has them. Every change gives the notices that announce it; a test delivers them, or not. */
export class FakeChat {
  /** What an answer to a read waits for, once the read has seen its snapshot. */
  delay: () => Promise<void> = () => Promise.resolve();
  /** Reads fail while this is true. */
  isDown = false;
  /** Further behind, a reader starts afresh. */
  keeps = 1_000;
  readonly #rooms = new Map<string, FakeRoom>();
  readonly #users = new Map<string, FakeUser>();

  post(roomId = "lobby"): Notice[] {
    const room = this.#room(roomId);
    const version = room.state.version + 1;
    const event = aMessageEvent(version, "hello", roomId);
    room.rows.set(event.message.id, event);
    room.state = { ...room.state, version, seq: room.state.seq + 1 };
    return [{ to: "room", room: room.state.ref, events: [event] }];
  }

  add(userId: string, roomId = "lobby"): Notice[] {
    const room = this.#room(roomId);
    const userVersion = this.#bump(userId, "joined", roomId);
    const { counters, events, notices } = planBeginnings(room.state, [{ userId, role: "member", userVersion }]);
    return this.#keep(room, counters, events, notices);
  }

  remove(userId: string, roomId = "lobby"): Notice[] {
    const room = this.#room(roomId);
    const userVersion = this.#bump(userId, "left", roomId);
    const ended = { ...room.members.get(userId)!, leftAt: noon };
    const { counters, events, notices } = planEnding(room.state, ended, userVersion);
    return this.#keep(room, counters, events, notices);
  }

  /** Nobody is in it any more; their own feeds do not tell of it. */
  delete(roomId = "lobby"): Notice[] {
    const room = this.#room(roomId);
    const { kind, version } = room.state;
    const notice = deletedNotice(room.state, { id: roomId, kind, createdAt: noon, deletedAt: noon });
    room.members.clear();
    room.rows.clear();
    for (const event of notice.events) room.rows.set("room", event);
    room.state = { ...room.state, version: version + 1, memberCount: 0 };
    return [notice];
  }

  /** From now on only these tokens of the user count. */
  decide(userId: string, terms: TokenTerms): Notice[] {
    this.#user(userId).terms = terms;
    return [{ to: "tokens", user: aUser(userId), terms }];
  }

  isMember(userId: string, roomId = "lobby"): boolean {
    return isCurrent(this.#room(roomId).members.get(userId));
  }

  /** The version that ended the user's last membership; nothing for a member, and for who never was one. */
  endOf(userId: string, roomId: string): number | undefined {
    const row = this.#room(roomId).rows.get(`member ${userId}`);
    return row && !this.isMember(userId, roomId) ? row.version : undefined;
  }

  version(roomId = "lobby"): number {
    return this.#room(roomId).state.version;
  }

  userVersion(userId: string): number {
    return this.#user(userId).version;
  }

  /** What the relays and the sessions read; nothing else is there. */
  get stores(): Stores {
    const parts = {
      feed: {
        epoch: () => this.#answer("epoch"),
        changesToEnd: ({ roomId }: RoomRef, since: number, limit: number) =>
          this.#answer(this.#changes(roomId, since, limit)),
        meChanges: ({ userId }: { userId: string }, since: number, limit: number) =>
          this.#answer(this.#meChanges(userId, since, limit)),
      },
      rooms: {
        summary: ({ roomId }: RoomRef, userId: string) => this.#answer(this.summary(roomId, userId)),
        positions: (rooms: readonly RoomRef[]) =>
          this.#answer(rooms.map((ref) => ({ ref, ...positionOf(this.#room(ref.roomId).state) }))),
      },
      members: {
        current: ({ roomId }: RoomRef, userIds: readonly string[]) =>
          this.#answer(userIds.filter((userId) => this.isMember(userId, roomId))),
        standing: ({ userId }: { userId: string }) => this.#answer(this.#standing(userId)),
      },
      users: {
        versions: (users: readonly { tenantId: string; userId: string }[]) =>
          this.#answer(
            users.map((user) => ({
              ...user,
              version: this.userVersion(user.userId),
              terms: this.#user(user.userId).terms,
            })),
          ),
      },
    };
    return parts as unknown as Stores;
  }

  summary(roomId: string, userId: string): RoomSummary {
    const { state, members } = this.#room(roomId);
    const { kind, seq, version, memberCount } = state;
    const me = members.get(userId);
    return { id: roomId, kind, createdAt: noon, seq, version, memberCount, ...(me ? { me } : {}) };
  }

  async #answer<T>(snapshot: T): Promise<T> {
    const { isDown } = this;
    await this.delay();
    if (isDown) throw new RangeError("The database is away.");
    return snapshot;
  }

  #changes(roomId: string, since: number, limit: number): Changes {
    const { rows, state } = this.#room(roomId);
    const { version, seq } = state;
    if (since > version || version - since > this.keeps) return { reset: true, version, seq };
    return page([...rows.values()], version, since, limit);
  }

  #meChanges(userId: string, since: number, limit: number): FeedPage<MeChange> {
    const { changes, version } = this.#user(userId);
    return page([...changes.values()], version, since, limit);
  }

  #standing(userId: string) {
    const rooms = [...this.#rooms.values()].filter(({ members }) => isCurrent(members.get(userId)));
    const cursorAfter = (index: number) => `behind ${index}`;
    return {
      version: this.userVersion(userId),
      terms: this.#user(userId).terms,
      rooms: rooms.map(({ state }) => positionOf(state)),
      cursorAfter,
    };
  }

  #keep(room: FakeRoom, counters: Partial<LockedRoom>, events: readonly RoomEvent[], notices: readonly Notice[]) {
    for (const event of events) {
      if (event.type !== "member") continue;
      room.members.set(event.member.userId, event.member);
      room.rows.set(`member ${event.member.userId}`, event);
    }
    room.state = { ...room.state, ...counters };
    return [...notices];
  }

  #bump(userId: string, type: "joined" | "left", roomId: string): number {
    const user = this.#user(userId);
    user.version += 1;
    user.changes.set(roomId, { type, roomId, prev: user.version - 1, version: user.version });
    return user.version;
  }

  #room(roomId: string): FakeRoom {
    const state = aLockedRoom({ ref: aRef({ roomId }), version: 1, memberCount: 0 });
    const room = this.#rooms.get(roomId) ?? { state, rows: new Map(), members: new Map() };
    this.#rooms.set(roomId, room);
    return room;
  }

  #user(userId: string): FakeUser {
    const user = this.#users.get(userId) ?? { version: 0, terms: {}, changes: new Map() };
    this.#users.set(userId, user);
    return user;
  }
}

const positionOf = ({ ref, version, seq }: LockedRoom) => ({ id: ref.roomId, version, seq });

const page = <E extends { version: number; prev: number }>(
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
