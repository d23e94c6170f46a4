import type { MeChange, MeEvent } from "../entities/event.ts";
import type { Privacy } from "../entities/privacy.ts";
import type { UserRef } from "../entities/refs.ts";
import type { RoomSummary } from "../entities/room.ts";
import { Hold } from "./hold.ts";
import type { RelayPorts } from "./relay-ports.ts";
import { pageSize } from "./relay-ports.ts";
import { SpanOrder } from "./span-order.ts";

/**
 * Tells of a room, and lets sessions of a user enter it from what was told; false when the user is no member of it
 * (any more), and then nothing was told.
 */
export type Doorkeeper = (
  user: UserRef,
  sessions: readonly string[],
  roomId: string,
  tell: (room: RoomSummary) => void,
) => Promise<boolean>;

/**
 * One user on one gateway: what concerns this user alone, in the order of the user's versions. Work on a user goes
 * one piece after another, because a beginning membership has to be read before it can be told.
 */
export class UserRelay {
  readonly user: UserRef;
  readonly sessions = new Set<string>();
  readonly #ports: RelayPorts;
  readonly #enter: Doorkeeper;
  readonly #onIdle: (relay: UserRelay) => void;
  readonly #order = new SpanOrder<MeChange>();
  readonly #hold: Hold;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #privacy: Privacy = {};

  /** @param onIdle called whenever no work is left. */
  constructor(user: UserRef, ports: RelayPorts, enter: Doorkeeper, onIdle: (relay: UserRelay) => void) {
    this.user = user;
    this.#ports = ports;
    this.#enter = enter;
    this.#onIdle = onIdle;
    this.#hold = new Hold(
      ports.clock,
      () => this.#order.isBehind,
      () => void this.#repair(),
    );
  }

  get isEmpty(): boolean {
    return this.sessions.size === 0 && this.#waiting === 0;
  }

  /** The user's, as far as it was told here; 0 before anything was. */
  get version(): number {
    return this.#order.position ?? 0;
  }

  /** The user's, as far as it was told here. */
  get privacy(): Privacy {
    return this.#privacy;
  }

  /** After everything that was asked before. Rejects as `work` does, and goes on with the next. */
  run<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const result = this.#work.then(work).finally(() => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#onIdle(this);
    });
    this.#work = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  take(changes: readonly MeChange[]): void {
    void this.run(() => this.#tell(this.#order.take(changes))).catch(this.#setback);
    void this.run(() => {
      this.#hold.beginIfBehind();
      return Promise.resolve();
    });
  }

  /** A session is about to enter its rooms. What was told here since another one did is newer than what was read. */
  knows({ privacy }: { readonly privacy: Privacy }): void {
    if (this.#order.position === undefined) this.#privacy = privacy;
  }

  /** A session was told that its user stands at `version`. */
  async opened(sessionId: string, version: number): Promise<void> {
    this.sessions.add(sessionId);
    if (this.#order.position === undefined) await this.#tell(this.#order.startAt(version));
  }

  async check(head: number): Promise<void> {
    if (this.#order.isLeftBehindBy(head)) await this.#repair();
  }

  close(): void {
    this.#hold.cancel();
  }

  /** What could not be told has not passed: the head check will find it. */
  async #tell(changes: readonly MeChange[]): Promise<void> {
    for (const change of changes) {
      try {
        await this.#tellOne(change);
      } catch (error) {
        this.#order.rewind(change.prev);
        throw error;
      }
    }
  }

  async #tellOne(change: MeChange): Promise<void> {
    const tell = (event: MeEvent): void => {
      for (const sessionId of this.sessions) this.#ports.live.me(sessionId, [event]);
    };
    if (change.type === "privacy") this.#privacy = change.privacy;
    if (change.type !== "joined") {
      tell(change);
      return;
    }
    const hasEntered = await this.#enter(this.user, [...this.sessions], change.roomId, (room) => {
      tell({ ...change, room });
    });
    if (!hasEntered) tell({ ...change, type: "left" });
  }

  /** Never rejects: what fails is found again by the next head check. */
  #repair(): Promise<void> {
    return this.run(() => this.#readFeed()).catch(this.#setback);
  }

  async #readFeed(): Promise<void> {
    for (let more = true; more;) {
      const page = await this.#ports.stores.feed.meChanges(this.user, this.#order.position ?? 0, pageSize);
      await this.#tell(this.#order.fill(page.events, page.version));
      more = page.more;
    }
  }

  readonly #setback = (error: unknown): void => {
    this.#ports.telemetry.setback("telling a user of a change", error);
  };
}
