import type { FeedReset, RoomEvent } from "../entities/event.ts";
import { endsMembershipOf, endsRoom, pullHint } from "../entities/event.ts";
import { isShown } from "../entities/privacy.ts";
import type { RoomRef } from "../entities/refs.ts";
import type { RoomTerms } from "../entities/room.ts";
import type { Typing } from "../entities/typing.ts";
import { Hold } from "./hold.ts";
import { Insiders } from "./insiders.ts";
import { MarksRelay } from "./marks-relay.ts";
import type { PrivacyAt, RelayPorts } from "./relay-ports.ts";
import { pageSize } from "./relay-ports.ts";
import type { Entry } from "./sight.ts";
import { isTurn, Sight } from "./sight.ts";
import { SpanOrder } from "./span-order.ts";

/** A session that is about to enter: what passes while its membership is being read is kept for it. */
interface Entrant {
  readonly userId: string;
  /** The position from which `passed` is complete; unknown until the relay has one. */
  since: number | undefined;
  readonly passed: RoomEvent[];
}

/**
 * One room on one gateway. Everything that its sockets get of the room goes through here, in the order of versions:
 * live events as they come, the change feed where one is missing. It applies membership as it passes, so the event
 * that ends a membership, or the room, is the last thing that user's sockets get, and what may be seen ({@link Sight}).
 */
export class RoomRelay {
  readonly ref: RoomRef;
  readonly marks: MarksRelay;
  readonly #ports: RelayPorts;
  readonly #privacyAt: PrivacyAt;
  readonly #order = new SpanOrder<RoomEvent>();
  readonly #sight = new Sight();
  readonly #inside = new Insiders();
  readonly #entrants = new Map<string, Entrant>();
  readonly #hold: Hold;
  #repair: Promise<void> | undefined;

  constructor(ref: RoomRef, ports: RelayPorts, privacyAt: PrivacyAt) {
    this.ref = ref;
    this.#ports = ports;
    this.#privacyAt = privacyAt;
    this.#hold = new Hold(
      ports.clock,
      () => this.#order.isBehind,
      () => void this.#repairOnce(),
    );
    this.marks = new MarksRelay(ref, ports, () => this.#order.position ?? 0, this.#inside, privacyAt);
  }

  get isEmpty(): boolean {
    return this.#inside.isEmpty && this.#entrants.size === 0;
  }

  take(events: readonly RoomEvent[]): void {
    this.#push(this.#order.take(events));
    this.#holdIfBehind();
  }

  hearOf(version: number): void {
    this.#order.hearOf(version);
    this.#holdIfBehind();
  }

  /** To everybody else inside who shows as much; but to nobody while something is missing, which may be the end of a membership. */
  show(typing: Typing): void {
    if (this.#order.isBehind) return;
    const viewers = [...this.#inside.viewers].filter(
      ([sessionId, userId]) =>
        userId !== typing.userId && isShown("typing", { giver: {}, viewer: this.#privacyAt(sessionId, userId) }),
    );
    this.#ports.live.typing(
      viewers.map(([sessionId]) => sessionId),
      typing,
    );
  }

  /** Announces a session that will {@link enter} or {@link leave}. */
  expect(sessionId: string, userId: string): void {
    if (this.#entrants.has(sessionId)) return;
    this.#entrants.set(sessionId, { userId, since: this.#order.position, passed: [] });
  }

  /** Whether nothing above `version` can have passed this session by, nor changed what it may see; if not, read again. */
  covers(sessionId: string, version: number): boolean {
    const entrant = this.#entrants.get(sessionId);
    if (entrant?.passed.some((event) => isTurn(event) && event.version > version)) return false;
    return entrant?.since === undefined || entrant.since <= version;
  }

  /** The session was told that the room stands at the entry's `version`; from there on it gets everything. */
  enter(sessionId: string, entry: Entry): void {
    const { version } = entry;
    const entrant = this.#entrants.get(sessionId);
    if (!entrant) return;
    const isFirst = this.#order.position === undefined;
    this.#sight.enter(sessionId, entry, isFirst);
    if (isFirst) this.#start(version);
    this.#entrants.delete(sessionId);
    if (this.#inside.hasSession(sessionId)) {
      this.#inside.admit(sessionId, entrant.userId, version);
      return;
    }
    const missed = entrant.passed.filter((event) => event.version > version);
    const end = missed.findIndex((event) => endsMembershipOf(event, entrant.userId));
    const passed = this.#sight.shownTo(sessionId, end < 0 ? missed : missed.slice(0, end + 1));
    if (passed.length > 0) this.#ports.live.toSession(sessionId, passed);
    if (end < 0) this.#admit(sessionId, entrant.userId, entry);
    else this.#sight.leave(sessionId);
  }

  leave(sessionId: string): void {
    this.#entrants.delete(sessionId);
    if (this.#inside.hasSession(sessionId)) this.#dismiss(sessionId);
  }

  /** Repairs what is still behind the head that the previous check saw. */
  async check(head: number): Promise<void> {
    if (!this.#order.isLeftBehindBy(head)) return;
    this.#order.hearOf(head);
    await this.#repairOnce();
  }

  close(): void {
    this.#hold.cancel();
    this.marks.close();
  }

  #start(version: number): void {
    for (const entrant of this.#entrants.values()) entrant.since ??= version;
    this.#push(this.#order.startAt(version));
    this.#holdIfBehind();
  }

  #admit(sessionId: string, userId: string, { version, marks }: Entry): void {
    this.#inside.admit(sessionId, userId, version);
    this.#ports.live.join(sessionId, this.ref);
    this.marks.enter(sessionId, marks);
  }

  #dismiss(sessionId: string): void {
    this.#inside.dismiss(sessionId);
    this.#sight.leave(sessionId);
    this.#ports.live.leave(sessionId, this.ref);
  }

  #push(events: readonly RoomEvent[]): void {
    let from = 0;
    for (const [index, event] of events.entries()) {
      const leavers = this.#leaversBy(event);
      if (event.type === "message") this.#sight.saw(event.message.seq);
      if (leavers.length > 0) {
        this.#send(events.slice(from, index + 1));
        for (const userId of leavers) this.#expel(userId, event.version);
      } else if (event.type === "room" && !endsRoom(event)) {
        this.#send(events.slice(from, index));
        this.#send([this.#sight.turn(event)]);
      } else continue;
      from = index + 1;
    }
    this.#send(events.slice(from));
  }

  #send(events: readonly RoomEvent[]): void {
    if (events.length === 0) return;
    for (const { passed } of this.#entrants.values()) passed.push(...events);
    if (this.#inside.isEmpty) return;
    this.#ports.telemetry.eventsPushed(events.length);
    if (this.#sight.isOpenTo(events)) {
      this.#ports.live.toRoom(this.ref, events);
      return;
    }
    for (const sessionId of this.#inside.sessions) {
      this.#ports.live.toSession(sessionId, this.#sight.shownTo(sessionId, events));
    }
  }

  #leaversBy(event: RoomEvent): readonly string[] {
    if (endsRoom(event)) return this.#inside.users;
    const isEnd = event.type === "member" && endsMembershipOf(event, event.member.userId);
    return isEnd && this.#inside.hasUser(event.member.userId) ? [event.member.userId] : [];
  }

  /** A session that entered at or above `version` belongs to a membership that began after the one that ended there. */
  #expel(userId: string, version: number): void {
    for (const sessionId of this.#inside.enteredBelow(version, userId)) this.#dismiss(sessionId);
  }

  #holdIfBehind(): void {
    if (!this.#repair) this.#hold.beginIfBehind();
  }

  /** Never rejects: what fails, or what the feed does not have, is looked for again by the next head check. */
  #repairOnce(): Promise<void> {
    const { position } = this.#order;
    this.#repair ??= this.#readFeed()
      .then(() => this.#order.position !== position)
      .catch((error: unknown) => {
        this.#ports.telemetry.setback("reading the feed of a room", error);
        return false;
      })
      .then((isFurther) => {
        this.#repair = undefined;
        if (isFurther) this.#holdIfBehind();
      });
    return this.#repair;
  }

  async #readFeed(): Promise<void> {
    for (let more = true; more;) {
      const since = this.#order.position ?? 0;
      const changes = await this.#ports.stores.feed.pushable(this.ref, since, pageSize);
      if (!changes) return;
      this.#ports.telemetry.roomRepaired(changes.version - since);
      if ("reset" in changes) await this.#skipTo(changes, since);
      else this.#push(this.#order.fill(changes.events, changes.version));
      more = "more" in changes && changes.more;
    }
  }

  /** Too much to push, or not the same for all: the sockets pull at their own pace, and who is no longer a member leaves first. */
  async #skipTo(reset: FeedReset & Pick<RoomTerms, "history">, since: number): Promise<void> {
    const { version } = reset;
    const known = new Set<string>();
    for (let asked = this.#others(known); asked.length > 0; asked = this.#others(known)) {
      const current = new Set(await this.#ports.stores.members.current(this.ref, asked));
      const isOvertaken = since < version && (this.#order.position ?? 0) >= version;
      if (isOvertaken) return; // by live events
      for (const userId of asked) {
        known.add(userId);
        if (!current.has(userId)) this.#expel(userId, version + 1);
      }
    }
    // What was skipped has not passed them.
    for (const [sessionId, { userId }] of this.#entrants) {
      this.#entrants.set(sessionId, { userId, since: version, passed: [] });
    }
    this.#sight.skip(reset);
    const followers = this.#order.startAt(version);
    this.#push([pullHint(this.ref.roomId, version), ...followers]);
  }

  /** Who is inside and not among the known; somebody may enter while it is asked about the others. */
  #others(known: ReadonlySet<string>): readonly string[] {
    return this.#inside.users.filter((userId) => !known.has(userId));
  }
}
