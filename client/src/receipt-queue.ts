import type { ReceiptRequest } from "./contract.ts";
import { LIMITS } from "./contract.ts";
import { ChatApiError, isPassing } from "./errors.ts";
import { Puller } from "./puller.ts";
import type { Chance } from "./scheduler.ts";

/** My word on a room, each a `seq`; 0 where nothing is said of it. */
export interface Receipt {
  readonly delivered: number;
  readonly read: number;
}

export interface ReceiptQueueOptions extends Chance {
  /** Says it once; none is taken where one is refused. */
  readonly send: (receipts: readonly ReceiptRequest[]) => Promise<void>;
  readonly isOnline: () => boolean;
  /** The newest message of a room: what is said beyond it counts as that. */
  readonly newestSeq: (roomId: string) => number;
  /** The server does not take this room's, and never will. */
  readonly refused: (roomId: string) => void;
}

type Receipts = Map<string, Receipt>;

const nothing: Receipt = { delivered: 0, read: 0 };

/** What is read was delivered. */
const farther = (a: Receipt, b: Receipt): Receipt => {
  const read = Math.max(a.read, b.read);
  return { delivered: Math.max(a.delivered, b.delivered, read), read };
};

const add = (receipts: Receipts, roomId: string, receipt: Receipt): void => {
  receipts.set(roomId, farther(receipts.get(roomId) ?? nothing, receipt));
};

const requestOf = ([roomId, { delivered, read }]: readonly [string, Receipt]): ReceiptRequest => ({
  roomId,
  ...(delivered > read && { delivered }),
  ...(read > 0 && { read }),
});

/** Which of the receipts was refused for good; none, when it is not that. */
const namedBy = (error: unknown): number | undefined => {
  if (!(error instanceof ChatApiError) || isPassing(error)) return undefined;
  const index = Number.parseInt(error.errors?.[0]?.path ?? "", 10);
  return Number.isNaN(index) ? undefined : index;
};

/**
 * What the server has yet to hear of how far I have received and read my rooms: gathered for a moment, the farthest of each
 * room, and repeated until it is taken, also in the next session.
 */
export class ReceiptQueue {
  readonly #options: ReceiptQueueOptions;
  readonly #puller: Puller;
  #waiting: Receipts = new Map();
  #underWay: Receipts = new Map();
  /** What the server has: it need not hear it again. */
  readonly #taken: Receipts = new Map();

  constructor(options: ReceiptQueueOptions) {
    this.#options = options;
    this.#puller = new Puller((progressed) => this.#sendSome(progressed), options);
  }

  /** @param again also when the server has heard it: there may be a marker to take away. */
  say(roomId: string, receipt: Receipt, again = false): void {
    const taken = this.#taken.get(roomId) ?? nothing;
    const isNews = receipt.delivered > taken.delivered || receipt.read > taken.read;
    if (!isNews && !(again && receipt.read > 0)) return;
    add(this.#waiting, roomId, receipt);
    this.#puller.soon();
  }

  /** The server has it, from whichever device. */
  heard(roomId: string, receipt: Receipt): void {
    add(this.#taken, roomId, receipt);
  }

  /** Does not repeat, nor send, that I have read the room. @returns how far I had said so, which the server may not have heard */
  unsay(roomId: string): number {
    const said = [this.#waiting, this.#underWay].map((receipts) => {
      const { delivered, read } = receipts.get(roomId) ?? nothing;
      if (read > 0) receipts.set(roomId, { delivered, read: 0 });
      return read;
    });
    return Math.max(...said);
  }

  /** A session began. */
  wake(): void {
    if (this.#waiting.size > 0) this.#puller.now();
  }

  /** I am not in the room any more. */
  drop(roomId: string): void {
    for (const receipts of [this.#waiting, this.#underWay, this.#taken]) receipts.delete(roomId);
  }

  /** The history that it was about is not the server's any more. */
  forget(): void {
    for (const receipts of [this.#waiting, this.#underWay, this.#taken]) receipts.clear();
  }

  stop(): void {
    this.#puller.stop();
  }

  async #sendSome(progressed: () => void): Promise<boolean> {
    const batch = [...this.#waiting].slice(0, LIMITS.roomsPerSync);
    // Without a session there is nobody to tell; the next one wakes this up.
    if (batch.length === 0 || !this.#options.isOnline()) return true;
    this.#underWay = new Map(batch);
    for (const [roomId] of batch) this.#waiting.delete(roomId);
    try {
      await this.#options.send(batch.map(requestOf));
      this.#settle();
    } catch (error) {
      const [roomId] = batch[namedBy(error) ?? batch.length] ?? [];
      this.#putBack(roomId);
      if (roomId === undefined) throw error;
    }
    progressed();
    return this.#waiting.size === 0;
  }

  #settle(): void {
    for (const [roomId, { delivered, read }] of this.#underWay) {
      const newest = this.#options.newestSeq(roomId);
      this.heard(roomId, { delivered: Math.min(delivered, newest), read: Math.min(read, newest) });
    }
    this.#underWay.clear();
  }

  #putBack(refused: string | undefined): void {
    const back = [...this.#underWay].filter(([roomId]) => roomId !== refused);
    this.#underWay.clear();
    for (const [roomId, receipt] of back) add(this.#waiting, roomId, receipt);
    if (refused === undefined) return;
    this.drop(refused);
    this.#options.refused(refused);
  }
}
