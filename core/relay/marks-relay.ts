import type { Span } from "../entities/event.ts";
import type { RoomRef } from "../entities/refs.ts";
import { receiptsFor } from "../entities/shown-watermarks.ts";
import type { ReceiptsEvent } from "../entities/watermarks.ts";
import { Hold } from "./hold.ts";
import type { Insiders } from "./insiders.ts";
import type { PrivacyAt, RelayPorts } from "./relay-ports.ts";
import { SpanOrder } from "./span-order.ts";

/** Receipts as a span of marks. */
type Shown = Span & Pick<ReceiptsEvent, "receipts">;

const spanOf = ({ prev, marks: version, receipts }: ReceiptsEvent): Shown => ({ prev, version, receipts });

/**
 * The receipts of one room on one gateway, in the order of its marks. What does not follow on is held for a moment, as two consumers
 * may overtake each other; then what moved is read, once for all. What the givers or the room hide is not there already; what a viewer
 * hides is left out here.
 */
export class MarksRelay {
  readonly #ref: RoomRef;
  readonly #ports: RelayPorts;
  readonly #headOf: () => number;
  readonly #inside: Pick<Insiders, "viewers">;
  readonly #privacyAt: PrivacyAt;
  readonly #order = new SpanOrder<Shown>();
  readonly #hold: Hold;
  #repair: Promise<void> | undefined;

  /** @param headOf the version up to which the room's events were let through */
  constructor(
    ref: RoomRef,
    ports: RelayPorts,
    headOf: () => number,
    inside: Pick<Insiders, "viewers">,
    privacyAt: PrivacyAt,
  ) {
    this.#ref = ref;
    this.#ports = ports;
    this.#headOf = headOf;
    this.#inside = inside;
    this.#privacyAt = privacyAt;
    this.#hold = new Hold(
      ports.clock,
      () => this.#order.isBehind,
      () => void this.#repairOnce(),
    );
  }

  /** The session is in the room, and was told that its marks stand there; if that is not all, it is told that it lacks something. */
  enter(sessionId: string, marks: number): void {
    const { position } = this.#order;
    if (position === undefined) this.#push(this.#order.startAt(marks));
    else if (position > marks) {
      const hint = { roomId: this.#ref.roomId, prev: position, marks: position, receipts: [] };
      this.#ports.live.receiptsTo(sessionId, [hint]);
    }
  }

  take(event: ReceiptsEvent): void {
    this.#push(this.#order.take([spanOf(event)]));
    this.#holdIfBehind();
  }

  /** Repairs what is still behind the marks that the previous check saw. */
  async check(marks: number): Promise<void> {
    if (!this.#order.isLeftBehindBy(marks)) return;
    this.#order.hearOf(marks);
    await this.#repairOnce();
  }

  close(): void {
    this.#hold.cancel();
  }

  #push(shown: readonly Shown[]): void {
    const { roomId } = this.#ref;
    for (const { prev, version: marks, receipts } of shown) {
      const event = { roomId, prev, marks, receipts };
      this.#ports.live.receipts(this.#ref, event, this.#headOf(), this.#less(event));
    }
  }

  /** What those are sent who hide something, and so are not shown as much of others as everybody else; nearly always nobody. */
  #less(event: ReceiptsEvent): ReadonlyMap<string, ReceiptsEvent> {
    const less = new Map<string, ReceiptsEvent>();
    for (const [sessionId, userId] of this.#inside.viewers) {
      const shown = receiptsFor({ userId, hides: this.#privacyAt(sessionId, userId) }, event);
      if (shown !== event) less.set(sessionId, shown);
    }
    return less;
  }

  #holdIfBehind(): void {
    if (!this.#repair) this.#hold.beginIfBehind();
  }

  /** Never rejects: what fails is looked for again by the next head check. */
  #repairOnce(): Promise<void> {
    this.#repair ??= this.#readMoved()
      .catch((error: unknown) => this.#ports.telemetry.setback("reading the receipts of a room", error))
      .finally(() => (this.#repair = undefined));
    return this.#repair;
  }

  async #readMoved(): Promise<void> {
    const position = { room: this.#ref, marks: this.#order.position ?? 0 };
    const [moved] = await this.#ports.stores.receipts.since([position]);
    if (moved) this.#push(this.#order.fill([spanOf(moved)], moved.marks));
  }
}
