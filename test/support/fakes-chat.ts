import { planBeginnings, planEnding } from "../../core/entities/membership.ts";
import type { FeedPage, MeChange } from "../../core/entities/event.ts";
import { isCurrent } from "../../core/entities/member.ts";
import type { Notice } from "../../core/entities/notice.ts";
import type { Privacy } from "../../core/entities/privacy.ts";
import { privacyNotice } from "../../core/entities/privacy-notice.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import { userKey } from "../../core/entities/refs.ts";
import type { History, LockedRoom, RoomSummary } from "../../core/entities/room.ts";
import type { TokenTerms } from "../../core/entities/token-terms.ts";
import { floorOf } from "../../core/entities/visibility.ts";
import type { Stores } from "../../core/ports/unit-of-work.ts";
import { aUser, noon } from "./builders.ts";
import { feedPage, FakeRoom } from "./fakes-room.ts";

interface FakeUser {
  version: number;
  terms: TokenTerms;
  privacy: Privacy;
  /** By room, or for what is of none. */
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
  readonly #blocks: (readonly [string, string])[] = [];

  post(roomId = "lobby"): Notice[] {
    return this.room(roomId).post();
  }

  /** Changes one of the messages that there are. */
  edit(pick = 0, roomId = "lobby"): Notice[] {
    return this.room(roomId).edit(pick);
  }

  /** What its members may see from now on. */
  setHistory(history: History, roomId = "lobby"): Notice[] {
    return this.room(roomId).setHistory(history);
  }

  add(userId: string, roomId = "lobby"): Notice[] {
    const room = this.room(roomId);
    const userVersion = this.#bump(userId, "joined", roomId);
    const { counters, events, notices } = planBeginnings(room.state, [{ userId, role: "member", userVersion }]);
    return room.keep(counters, events, notices);
  }

  remove(userId: string, roomId = "lobby"): Notice[] {
    const room = this.room(roomId);
    const userVersion = this.#bump(userId, "left", roomId);
    const ended = { ...room.members.get(userId)!, leftAt: noon };
    const { counters, events, notices } = planEnding(room.state, ended, userVersion);
    return room.keep(counters, events, notices);
  }

  /** Nobody is in it any more; their own feeds do not tell of it. */
  delete(roomId = "lobby"): Notice[] {
    return this.room(roomId).delete();
  }

  /** From now on only these tokens of the user count. */
  decide(userId: string, terms: TokenTerms): Notice[] {
    this.#user(userId).terms = terms;
    return [{ to: "tokens", user: aUser(userId), terms }];
  }

  /** Neither is shown the other's presence any more. */
  block(userId: string, blockedId: string): void {
    this.#blocks.push([userId, blockedId], [blockedId, userId]);
  }

  /** What the user hides from now on. */
  hide(userId: string, privacy: Privacy): Notice[] {
    const user = this.#user(userId);
    user.version += 1;
    user.privacy = privacy;
    const { version } = user;
    user.changes.set("privacy", { type: "privacy", prev: version - 1, version, privacy });
    return [privacyNotice(aUser(userId), privacy, version)];
  }

  isMember(userId: string, roomId = "lobby"): boolean {
    return this.room(roomId).isMember(userId);
  }

  version(roomId = "lobby"): number {
    return this.room(roomId).state.version;
  }

  userVersion(userId: string): number {
    return this.#user(userId).version;
  }

  /** What the relays and the sessions read; nothing else is there. */
  get stores(): Stores {
    const parts = {
      feed: {
        epoch: () => this.#answer("epoch"),
        pushable: ({ roomId }: RoomRef, since: number, limit: number) =>
          this.#answer(this.room(roomId).pushable(since, limit, this.keeps)),
        meChanges: ({ userId }: { userId: string }, since: number, limit: number) =>
          this.#answer(this.#meChanges(userId, since, limit)),
      },
      rooms: {
        summary: ({ roomId }: RoomRef, userId: string) => this.#answer(this.summary(roomId, userId)),
        positions: (rooms: readonly RoomRef[]) =>
          this.#answer(rooms.map((ref) => ({ ref, ...positionOf(this.room(ref.roomId).state) }))),
      },
      members: {
        current: ({ roomId }: RoomRef, userIds: readonly string[]) =>
          this.#answer(userIds.filter((userId) => this.isMember(userId, roomId))),
        standing: ({ userId }: { userId: string }) => this.#answer(this.#standing(userId)),
      },
      blocks: {
        pairs: (_tenantId: string, userIds: readonly string[], otherIds: readonly string[]) =>
          this.#answer(this.#blocks.filter(([one, other]) => userIds.includes(one) && otherIds.includes(other))),
      },
      users: {
        privacy: (users: readonly UserRef[]) =>
          this.#answer(new Map(users.map((user) => [userKey(user), this.#user(user.userId).privacy]))),
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
    const { state, terms, members } = this.room(roomId);
    const { seq, version, memberCount } = state;
    const me = members.get(userId);
    return { id: roomId, ...terms, createdAt: noon, seq, version, marks: 0, memberCount, ...(me ? { me } : {}) };
  }

  async #answer<T>(snapshot: T): Promise<T> {
    const { isDown } = this;
    await this.delay();
    if (isDown) throw new RangeError("The database is away.");
    return snapshot;
  }

  #meChanges(userId: string, since: number, limit: number): FeedPage<MeChange> {
    const { changes, version } = this.#user(userId);
    return feedPage([...changes.values()], version, since, limit);
  }

  #standing(userId: string) {
    const rooms = [...this.#rooms.values()].filter(({ members }) => isCurrent(members.get(userId)));
    const floors = new Map<string, number>();
    for (const { id, state, members } of rooms) {
      const floor = floorOf(state, members.get(userId), {});
      if (floor !== undefined) floors.set(id, floor);
    }
    const cursorAfter = (index: number) => `behind ${index}`;
    const positions = rooms.map(({ state }) => positionOf(state));
    const { version, terms, privacy } = this.#user(userId);
    return { version, terms, privacy, rooms: positions, floors, cursorAfter };
  }

  #bump(userId: string, type: "joined" | "left", roomId: string): number {
    const user = this.#user(userId);
    user.version += 1;
    user.changes.set(roomId, { type, roomId, prev: user.version - 1, version: user.version });
    return user.version;
  }

  room(roomId: string): FakeRoom {
    const room = this.#rooms.get(roomId) ?? new FakeRoom(roomId);
    this.#rooms.set(roomId, room);
    return room;
  }

  #user(userId: string): FakeUser {
    const user = this.#users.get(userId) ?? { version: 0, terms: {}, privacy: {}, changes: new Map() };
    this.#users.set(userId, user);
    return user;
  }
}

const positionOf = ({ ref, version, seq }: LockedRoom) => ({ id: ref.roomId, version, seq, marks: 0 });
