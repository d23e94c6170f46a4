import type { Command, Delivery, Outcome } from "../../core/entities/command.ts";
import type { MeEvent, Rejected, RoomEvent } from "../../core/entities/event.ts";
import type { Notice } from "../../core/entities/notice.ts";
import type { Presence } from "../../core/entities/presence.ts";
import type { ReceiptsEvent } from "../../core/entities/watermarks.ts";
import type { Receipt } from "../../core/entities/receipt.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import type { Typing } from "../../core/entities/typing.ts";
import type { Broadcaster } from "../../core/ports/broadcaster.ts";
import type { CommandBus, CommandSource, Consumption } from "../../core/ports/command-bus.ts";
import type { LiveSessions, SessionStart } from "../../core/ports/live-sessions.ts";
import type { ReceiptBus, ReceiptHandler, ReceiptSource } from "../../core/ports/receipt-bus.ts";
import type { Stores, UnitOfWork } from "../../core/ports/unit-of-work.ts";
import type { Failpoints } from "./failpoints.ts";

/** Each of these is the port that it is given, with the points at which the process can be told to fail. */

export class FailingCommandBus implements CommandBus {
  readonly #bus: CommandBus;
  readonly #points: Failpoints;

  constructor(bus: CommandBus, points: Failpoints) {
    this.#bus = bus;
    this.#points = points;
  }

  async publish(command: Command): Promise<void> {
    await this.#points.pass("before-publish");
    await this.#bus.publish(command);
    await this.#points.pass("after-confirm");
  }
}

const isPoison = ({ command }: Delivery): boolean => command.kind === "post" && command.text === "poison";

type Handler = (batch: readonly Delivery[]) => Promise<readonly Outcome[]>;

export class FailingCommandSource implements CommandSource {
  readonly #source: CommandSource;
  readonly #points: Failpoints;

  constructor(source: CommandSource, points: Failpoints) {
    this.#source = source;
    this.#points = points;
  }

  consume(handler: Handler): Promise<Consumption> {
    return this.#source.consume(async (batch) => {
      await this.#points.pass("before-batch");
      if (batch.some(isPoison)) await this.#points.pass("poison");
      const outcomes = await handler(batch);
      await this.#points.pass("before-ack");
      return outcomes;
    });
  }
}

export class FailingReceiptBus implements ReceiptBus {
  readonly #bus: ReceiptBus;
  readonly #points: Failpoints;

  constructor(bus: ReceiptBus, points: Failpoints) {
    this.#bus = bus;
    this.#points = points;
  }

  publish(receipts: readonly Receipt[]): Promise<void> {
    return this.#points.ofReceipts(async () => {
      await this.#points.pass("before-publish");
      await this.#bus.publish(receipts);
      await this.#points.pass("after-confirm");
    });
  }
}

export class FailingReceiptSource implements ReceiptSource {
  readonly #source: ReceiptSource;
  readonly #points: Failpoints;

  constructor(source: ReceiptSource, points: Failpoints) {
    this.#source = source;
    this.#points = points;
  }

  consume(handler: ReceiptHandler): Promise<Consumption> {
    return this.#source.consume((receipts) => this.#points.ofReceipts(() => this.#apply(receipts, handler)));
  }

  async #apply(receipts: readonly Receipt[], handler: ReceiptHandler): Promise<Outcome> {
    await this.#points.pass("before-batch");
    if (receipts.some(({ userId }) => userId === "poison")) await this.#points.pass("poison");
    const outcome = await handler(receipts);
    await this.#points.pass("before-ack");
    return outcome;
  }
}

export class FailingUnitOfWork implements UnitOfWork {
  readonly #unitOfWork: UnitOfWork;
  readonly #points: Failpoints;

  constructor(unitOfWork: UnitOfWork, points: Failpoints) {
    this.#unitOfWork = unitOfWork;
    this.#points = points;
  }

  async run<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const done = await this.#unitOfWork.run(async (stores) => {
      const answer = await work(stores);
      await this.#points.pass("before-commit");
      return answer;
    });
    await this.#points.pass("after-commit");
    return done;
  }

  snapshot<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.#unitOfWork.snapshot(work);
  }
}

export class FailingBroadcaster implements Broadcaster {
  readonly #broadcaster: Broadcaster;
  readonly #points: Failpoints;

  constructor(broadcaster: Broadcaster, points: Failpoints) {
    this.#broadcaster = broadcaster;
    this.#points = points;
  }

  async publish(notices: readonly Notice[], deadlineMs: number): Promise<boolean> {
    await this.#points.pass("before-emit");
    const taken = await this.#broadcaster.publish(notices, deadlineMs);
    await this.#points.pass("after-emit");
    return taken;
  }
}

/** Only what is pushed to a whole room has a point: it returns at once, so that only a kill or a stop can be meant. */
export class FailingLiveSessions implements LiveSessions {
  readonly #live: LiveSessions;
  readonly #points: Failpoints;

  constructor(live: LiveSessions, points: Failpoints) {
    this.#live = live;
    this.#points = points;
  }

  ready(start: SessionStart): void {
    this.#live.ready(start);
  }

  join(sessionId: string, room: RoomRef): void {
    this.#live.join(sessionId, room);
  }

  leave(sessionId: string, room: RoomRef): void {
    this.#live.leave(sessionId, room);
  }

  toRoom(room: RoomRef, events: readonly RoomEvent[]): void {
    void this.#points.pass("before-push");
    this.#live.toRoom(room, events);
  }

  toSession(sessionId: string, roomEvents: readonly RoomEvent[]): void {
    this.#live.toSession(sessionId, roomEvents);
  }

  receipts(room: RoomRef, event: ReceiptsEvent, version: number, instead: ReadonlyMap<string, ReceiptsEvent>): void {
    void this.#points.ofReceipts(() => this.#points.pass("before-push"));
    this.#live.receipts(room, event, version, instead);
  }

  receiptsTo(sessionId: string, events: readonly ReceiptsEvent[]): void {
    this.#live.receiptsTo(sessionId, events);
  }

  typing(sessionIds: readonly string[], typing: Typing): void {
    this.#live.typing(sessionIds, typing);
  }

  presence(sessionId: string, presences: readonly Presence[]): void {
    this.#live.presence(sessionId, presences);
  }

  me(sessionId: string, events: readonly MeEvent[]): void {
    this.#live.me(sessionId, events);
  }

  rejected(sessionId: string, rejected: Rejected): void {
    this.#live.rejected(sessionId, rejected);
  }
}
