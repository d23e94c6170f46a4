import type { Outcome } from "../../entities/command.ts";
import type { LimitsOf } from "../../entities/limits.ts";
import { mostOf } from "../../entities/limits.ts";
import type { Notice } from "../../entities/notice.ts";
import { receiptNotices } from "../../entities/notice.ts";
import type { Receipt } from "../../entities/receipt.ts";
import { userKey, userOf } from "../../entities/refs.ts";
import { settingsNotice } from "../../entities/settings-notice.ts";
import { StorageFailure } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { bumpUser } from "../../transactions/bump-user.ts";

/** As with messages: past this many milliseconds the head check is the better way. */
const broadcastMs = 500;

interface Applied {
  /** Members of rooms of whom something moved. */
  readonly moved: number;
  readonly notices: readonly Notice[];
}

/** Moves watermarks in one transaction, and tells the gateways. */
export class ApplyReceipts {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;
  readonly #limitsOf: LimitsOf;
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;

  constructor(
    unitOfWork: UnitOfWork,
    broadcaster: Broadcaster,
    limitsOf: LimitsOf,
    clock: Clock,
    telemetry: Telemetry,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
    this.#limitsOf = limitsOf;
    this.#clock = clock;
    this.#telemetry = telemetry;
  }

  /** @param receipts one of each member at most. Never rejects; `dead` when at least one of them is to blame. */
  async execute(receipts: readonly Receipt[]): Promise<Outcome> {
    if (receipts.length === 0) return { kind: "done" };
    const startedAt = this.#clock.now();
    const applied = await this.#unitOfWork
      .run((stores) => this.#apply(stores, receipts))
      .catch((error: unknown) => ({ error }));
    if ("error" in applied) return this.#failed(applied.error);
    const { moved, notices } = applied;
    this.#telemetry.receiptsApplied({ size: receipts.length, moved, ms: this.#clock.now() - startedAt });
    if (notices.length > 0) {
      const taken = await this.#broadcaster.publish(notices, broadcastMs);
      if (!taken) this.#telemetry.noticesLost(notices.length);
    }
    return { kind: "done" };
  }

  async #apply(stores: Stores, receipts: readonly Receipt[]): Promise<Applied> {
    const shownUpTo = receipts.map(({ room }) => mostOf(this.#limitsOf(room.tenantId), "signals-room-size"));
    const [moved, over] = await Promise.all([
      stores.receipts.apply(receipts, shownUpTo),
      stores.receipts.overMarkers(receipts),
    ]);
    const unmarked: Notice[] = [];
    for (const receipt of over.toSorted(byUser)) unmarked.push(await unmark(stores, receipt));
    return { moved: moved.length, notices: [...receiptNotices(moved), ...unmarked] };
  }

  #failed(error: unknown): Outcome {
    const kind = error instanceof StorageFailure ? error.kind : "unexpected";
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (kind === "unavailable" || kind === "broken") {
      this.#telemetry.batchDelayed(reason, kind === "broken");
      return { kind: "later" };
    }
    return { kind: "dead", reason };
  }
}

/** Users are locked in one order. */
const byUser = (one: Receipt, other: Receipt): number => {
  const [a, b] = [one, other].map(({ room, userId }) => userKey(userOf(room, userId))) as [string, string];
  return a < b ? -1 : Number(a > b);
};

const unmark = async (stores: Stores, { room, userId }: Receipt): Promise<Notice> => {
  const version = await bumpUser(stores, userOf(room, userId));
  const settings = await stores.settings.change(room, userId, { marker: null }, version);
  return settingsNotice(room, userId, settings, version);
};
