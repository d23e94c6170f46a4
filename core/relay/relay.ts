import { isCurrent } from "../entities/member.ts";
import type { Notice, PresenceNotice } from "../entities/notice.ts";
import type { Privacy } from "../entities/privacy.ts";
import type { RoomRef, UserRef } from "../entities/refs.ts";
import { roomKey, roomOf, userKey, userOf } from "../entities/refs.ts";
import { floorOf } from "../entities/visibility.ts";
import type { PrivacyAt, RelayPorts } from "./relay-ports.ts";
import { RoomRelay } from "./room-relay.ts";
import type { Entry } from "./sight.ts";
import type { Doorkeeper } from "./user-relay.ts";
import { LiveTokens } from "./live-tokens.ts";
import { UserRelay } from "./user-relay.ts";

/** Everything that one gateway holds: a relay per room and per user with a session here. */
export class Relay {
  readonly tokens = new LiveTokens();
  readonly #ports: RelayPorts;
  readonly #rooms = new Map<string, RoomRelay>();
  readonly #users = new Map<string, UserRelay>();
  /** Session to the rooms it is in or about to enter. */
  readonly #roomsOf = new Map<string, Set<string>>();
  /** Sessions of backends, which see all of a room's history, and whatever is told. */
  readonly #services = new Set<string>();

  constructor(ports: RelayPorts) {
    this.#ports = ports;
  }

  get rooms(): readonly RoomRelay[] {
    return [...this.#rooms.values()];
  }

  get users(): readonly UserRelay[] {
    return [...this.#users.values()];
  }

  /** A notice for a room or user that nobody here listens to is passed over. */
  take(notice: Exclude<Notice, PresenceNotice>): void {
    switch (notice.to) {
      case "room":
        this.#rooms.get(roomKey(notice.room))?.take(notice.events);
        break;
      case "head":
        this.#rooms.get(roomKey(notice.room))?.hearOf(notice.version);
        break;
      case "receipts":
        this.#rooms.get(roomKey(notice.room))?.marks.take(notice.event);
        break;
      case "reader":
        for (const sessionId of this.#sessionsOf(notice.user)) this.#ports.live.receiptsTo(sessionId, notice.events);
        break;
      case "typing":
        this.#rooms.get(roomKey(notice.room))?.show(notice.typing);
        break;
      case "user":
        this.#users.get(userKey(notice.user))?.take(notice.changes);
        break;
      case "tokens":
        this.tokens.hear(notice.user, notice.terms);
        break;
      case "author":
        for (const sessionId of this.#sessionsOf(notice.user)) this.#ports.live.rejected(sessionId, notice.rejected);
        break;
    }
  }

  /** The user's relay, made when it is the first session here. */
  user(user: UserRef): UserRelay {
    const key = userKey(user);
    const relay = this.#users.get(key) ?? new UserRelay(user, this.#ports, this.#enter, this.#forgetIfEmpty);
    this.#users.set(key, relay);
    return relay;
  }

  /** What a user with a session here hides, and so is not shown of others; of anybody else nothing is known. */
  privacyOf(user: UserRef): Privacy {
    return this.#users.get(userKey(user))?.privacy ?? {};
  }

  /** Gets a session ready to enter these rooms; when it resolves, nothing of them can be missed any more. */
  async expect(sessionId: string, user: UserRef, rooms: readonly RoomRef[]): Promise<void> {
    for (const ref of rooms) this.#room(ref).expect(sessionId, user.userId);
    this.#roomsOf.set(sessionId, new Set([...(this.#roomsOf.get(sessionId) ?? []), ...rooms.map(roomKey)]));
    await this.#ports.source.watch(rooms, []);
  }

  isExpected(sessionId: string, room: RoomRef): boolean {
    return this.#roomsOf.get(sessionId)?.has(roomKey(room)) ?? false;
  }

  /** False when something above `version` may have passed the session by. */
  covers(sessionId: string, room: RoomRef, version: number): boolean {
    return this.#rooms.get(roomKey(room))?.covers(sessionId, version) ?? true;
  }

  /** From here on the session sees all history, whenever its user joined. */
  serve(sessionId: string): void {
    this.#services.add(sessionId);
  }

  enter(sessionId: string, room: RoomRef, entry: Entry): void {
    const seesAll = entry.floor !== undefined && this.#services.has(sessionId);
    this.#rooms.get(roomKey(room))?.enter(sessionId, seesAll ? { ...entry, floor: 0 } : entry);
  }

  /** The session gets nothing more of this room. */
  leave(sessionId: string, key: string): void {
    this.#roomsOf.get(sessionId)?.delete(key);
    const relay = this.#rooms.get(key);
    relay?.leave(sessionId);
    if (relay) this.#closeIfEmpty(relay);
  }

  /** The session is gone, from wherever it was or was going. */
  close(sessionId: string, user: UserRef): void {
    this.tokens.release(sessionId, user);
    for (const key of this.#roomsOf.get(sessionId) ?? []) this.leave(sessionId, key);
    this.#roomsOf.delete(sessionId);
    this.#services.delete(sessionId);
    const relay = this.#users.get(userKey(user));
    relay?.sessions.delete(sessionId);
    if (relay) this.#forgetIfEmpty(relay);
  }

  /** The rooms that this session is in or was about to enter. */
  roomsOf(sessionId: string): ReadonlySet<string> {
    return this.#roomsOf.get(sessionId) ?? new Set();
  }

  #sessionsOf(user: UserRef): Iterable<string> {
    return this.#users.get(userKey(user))?.sessions ?? [];
  }

  #privacyIn(ref: RoomRef): PrivacyAt {
    return (sessionId, userId) => (this.#services.has(sessionId) ? {} : this.privacyOf(userOf(ref, userId)));
  }

  #room(ref: RoomRef): RoomRelay {
    const relay = this.#rooms.get(roomKey(ref)) ?? new RoomRelay(ref, this.#ports, this.#privacyIn(ref));
    this.#rooms.set(roomKey(ref), relay);
    return relay;
  }

  /** A relay that still works on something is looked at again when it is done. */
  readonly #forgetIfEmpty = (relay: UserRelay): void => {
    const key = userKey(relay.user);
    if (!relay.isEmpty || this.#users.get(key) !== relay) return;
    relay.close();
    this.#users.delete(key);
    this.#ports.source.unwatch([], [relay.user]);
  };

  #closeIfEmpty(relay: RoomRelay): void {
    if (!relay.isEmpty) return;
    relay.close();
    this.#rooms.delete(roomKey(relay.ref));
    this.#ports.source.unwatch([relay.ref], []);
  }

  readonly #enter: Doorkeeper = async (user, sessions, roomId, tell) => {
    const ref = roomOf(user, roomId);
    const fresh = sessions.filter((sessionId) => !this.isExpected(sessionId, ref));
    try {
      return await this.#letIn(user, sessions, ref, tell);
    } catch (error) {
      // What would pass until the next attempt must not be kept for them.
      for (const sessionId of fresh) this.leave(sessionId, roomKey(ref));
      throw error;
    }
  };

  async #letIn(
    user: UserRef,
    sessions: readonly string[],
    ref: RoomRef,
    tell: Parameters<Doorkeeper>[3],
  ): Promise<boolean> {
    // At once, as a session may close while the next one waits.
    await Promise.all(sessions.map((sessionId) => this.expect(sessionId, user, [ref])));
    for (;;) {
      const room = await this.#ports.stores.rooms.summary(ref, user.userId);
      if (!room || !isCurrent(room.me)) {
        for (const sessionId of sessions) this.leave(sessionId, roomKey(ref));
        return false;
      }
      if (!sessions.every((sessionId) => this.covers(sessionId, ref, room.version))) continue;
      // In the same turn: what another session's entry lets through may not come in between.
      tell(room);
      const { version, seq, marks, me } = room;
      const entry = { version, seq, marks, floor: floorOf(room, me, {}) };
      for (const sessionId of sessions) this.enter(sessionId, ref, entry);
      return true;
    }
  }
}
