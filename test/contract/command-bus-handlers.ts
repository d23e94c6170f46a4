import type { Command, Delivery, Outcome } from "../../core/entities/command.ts";
import { roomKey } from "../../core/entities/refs.ts";
import { aPost, aRef, textOf } from "../support/builders.ts";

export type Handler = (batch: readonly Delivery[]) => Promise<readonly Outcome[]>;
export const done: Outcome = { kind: "done" };
export const later: Outcome = { kind: "later" };
export const allDone: Handler = async (batch) => batch.map(() => done);

export const inRoom = (roomId: string, text = "hello"): Command => aPost({ room: aRef({ roomId }), text });
export const posts = (count: number, roomId = "lobby"): Command[] =>
  Array.from({ length: count }, (_, index) => inRoom(roomId, `${index}`));
export const textsOf = (batch: readonly Delivery[]): string[] => batch.map(({ command }) => textOf(command));

/** Batches that their test answers when it likes. */
export class HeldBatches {
  readonly batches: (readonly Delivery[])[] = [];
  readonly #answers: ((outcomes: readonly Outcome[]) => void)[] = [];
  readonly handler: Handler = (batch) => {
    this.batches.push(batch);
    return new Promise((resolve) => this.#answers.push(resolve));
  };

  answer(index: number, outcome: Outcome = done): void {
    this.#answers[index]?.(this.batches[index]!.map(() => outcome));
  }
}

/** Applies commands as a database would: the first time each of them comes, and never again. */
export class Applied {
  readonly commands = new Map<string, Command>();
  readonly handler: Handler = async (batch) => {
    for (const { command } of batch) if (!this.commands.has(command.id)) this.commands.set(command.id, command);
    return allDone(batch);
  };

  /** In the order in which they were applied; only of `among`, if given. */
  textsIn(roomId = "lobby", among?: readonly Command[]): string[] {
    const ids = among && new Set(among.map(({ id }) => id));
    const all = [...this.commands.values()].filter(({ id }) => !ids || ids.has(id));
    return all.filter(({ room }) => room.roomId === roomId).map(textOf);
  }
}

/** As a use case does: what waits keeps its room's later commands waiting. */
export const keeping = (batch: readonly Delivery[], isWaiting: (delivery: Delivery) => boolean): readonly Outcome[] => {
  const waiting = new Set<string>();
  return batch.map((delivery) => {
    if (isWaiting(delivery)) waiting.add(roomKey(delivery.command.room));
    return waiting.has(roomKey(delivery.command.room)) ? later : done;
  });
};

/** Counts what has become of promises, and never leaves one unobserved. */
export const watch = (promises: readonly Promise<unknown>[]) => {
  const seen = { accepted: 0, refused: [] as unknown[] };
  for (const promise of promises) {
    promise.then(
      () => (seen.accepted += 1),
      (error: unknown) => seen.refused.push(error),
    );
  }
  return seen;
};
