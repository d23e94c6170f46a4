import type { Outcome } from "../../core/entities/command.ts";
import type { Receipt } from "../../core/entities/receipt.ts";
import type { ReceiptHandler } from "../../core/ports/receipt-bus.ts";
import { aReceipt } from "../support/builders.ts";
import { merged } from "../support/merged.ts";

export const done: Outcome = { kind: "done" };
export const later: Outcome = { kind: "later" };
export const dead: Outcome = { kind: "dead", reason: "It broke." };

export const by = (userId: string, delivered = 2): readonly Receipt[] => [aReceipt({ userId, delivered })];
export const byMany = (count: number, from = "user"): readonly Receipt[] =>
  Array.from({ length: count }, (_, index) => aReceipt({ userId: `${from}-${index}` }));
export const usersIn = (receipts: readonly Receipt[]): string[] => receipts.map(({ userId }) => userId);

/** Batches that their test answers when it likes. */
export class HeldReceipts {
  readonly batches: (readonly Receipt[])[] = [];
  readonly #answers: ((outcome: Outcome) => void)[] = [];
  readonly handler: ReceiptHandler = (receipts) => {
    this.batches.push(receipts);
    return new Promise((resolve) => this.#answers.push(resolve));
  };

  answer(index: number, outcome: Outcome = done): void {
    this.#answers[index]?.(outcome);
  }
}

/** Keeps the highest of each member, as a database would. */
export class AppliedReceipts {
  #receipts: readonly Receipt[] = [];
  readonly handler: ReceiptHandler = async (receipts) => {
    this.#receipts = merged([...this.#receipts, ...receipts]);
    return done;
  };

  /** How far each user has received the room, by the users' ids. */
  get delivered(): Readonly<Record<string, number>> {
    return deliveredIn(this.#receipts);
  }
}

export const deliveredIn = (receipts: readonly Receipt[]): Readonly<Record<string, number>> =>
  Object.fromEntries(merged(receipts).map(({ userId, delivered }) => [userId, delivered]));
