import type { LimitsOf } from "../../entities/limits.ts";
import { mostOf } from "../../entities/limits.ts";
import type { RoomRef } from "../../entities/refs.ts";
import { roomKey, roomOf } from "../../entities/refs.ts";
import { tokenRefusalOf } from "../../entities/token-terms.ts";
import type { Identity } from "../../entities/user.ts";
import { ChatError } from "../../errors.ts";
import type { LiveSessions } from "../../ports/live-sessions.ts";
import type { Standing } from "../../ports/member-store.ts";
import type { NoticeSource } from "../../ports/broadcaster.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { Stores } from "../../ports/unit-of-work.ts";
import type { Attendance } from "../../presence/attendance.ts";
import type { Watches } from "../../presence/watches.ts";
import type { EndSession } from "../../relay/live-tokens.ts";
import type { Relay } from "../../relay/relay.ts";

/** Most rooms in `ready`; the rest are listed page by page, and are entered all the same. */
const roomsInReady = 500;

/**
 * Takes a new session in: listen first, then read where everything stands, and read again until nothing can have
 * passed in between. What the session is told as `ready` and what it gets afterwards leave no gap.
 */
export class OpenSession {
  readonly #relay: Relay;
  readonly #source: NoticeSource;
  readonly #stores: Stores;
  readonly #live: LiveSessions;
  readonly #limitsOf: LimitsOf;
  readonly #attendance: Attendance;
  readonly #watches: Watches;
  readonly #telemetry: Telemetry;

  constructor(
    relay: Relay,
    source: NoticeSource,
    stores: Stores,
    live: LiveSessions,
    limitsOf: LimitsOf,
    attendance: Attendance,
    watches: Watches,
    telemetry: Telemetry,
  ) {
    this.#relay = relay;
    this.#source = source;
    this.#stores = stores;
    this.#live = live;
    this.#limitsOf = limitsOf;
    this.#attendance = attendance;
    this.#watches = watches;
    this.#telemetry = telemetry;
  }

  /**
   * Every session that was opened, or is being opened, must be closed.
   * @param end called when the token stops counting, also while the session is being opened
   * @throws StorageFailure; ChatError `user_deactivated`, `token_revoked` when that was found out on the way
   */
  async execute(sessionId: string, user: Identity, end: EndSession): Promise<void> {
    this.#telemetry.sessionOpened();
    this.#relay.tokens.hold(sessionId, user, end);
    this.#watches.open(sessionId);
    if (user.isService) this.#relay.serve(sessionId);
    const textLength = mostOf(this.#limitsOf(user.tenantId), "text-length");
    const epoch = await this.#stores.feed.epoch();
    const relay = this.#relay.user(user);
    await relay.run(async () => {
      await this.#source.watch([], [user]);
      const version = await this.#settle(sessionId, user, (standing) => {
        relay.knows(standing);
        const me = { version: standing.version };
        this.#live.ready({ sessionId, userId: user.userId, epoch, textLength, me, ...firstPage(standing) });
        for (const { id, ...at } of standing.rooms) {
          this.#relay.enter(sessionId, roomOf(user, id), { ...at, floor: standing.floors.get(id) });
        }
      });
      await relay.opened(sessionId, version);
    });
    this.#attendance.opened(sessionId, user);
  }

  /** @param start called once nothing can have passed; in the same turn, so that nothing passes after all. */
  async #settle(sessionId: string, user: Identity, start: (standing: Standing) => void): Promise<number> {
    for (;;) {
      const standing = await this.#stores.members.standing(user);
      const code = tokenRefusalOf(standing.terms, user);
      if (code) throw new ChatError(code);
      const refs = standing.rooms.map(({ id }) => roomOf(user, id));
      this.#leaveOthers(sessionId, refs);
      const fresh = refs.filter((ref) => !this.#relay.isExpected(sessionId, ref));
      if (fresh.length > 0) await this.#relay.expect(sessionId, user, fresh);
      else if (standing.rooms.every(({ id, version }) => this.#relay.covers(sessionId, roomOf(user, id), version))) {
        start(standing);
        return standing.version;
      }
    }
  }

  #leaveOthers(sessionId: string, refs: readonly RoomRef[]): void {
    const current = new Set(refs.map(roomKey));
    for (const key of this.#relay.roomsOf(sessionId)) if (!current.has(key)) this.#relay.leave(sessionId, key);
  }
}

const firstPage = (standing: Standing) => {
  if (standing.rooms.length <= roomsInReady) return { rooms: standing.rooms };
  return { rooms: standing.rooms.slice(0, roomsInReady), cursor: standing.cursorAfter(roomsInReady - 1) };
};
