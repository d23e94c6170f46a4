import type { Actor } from "../../entities/actor.ts";
import type { BlockStore } from "../../ports/block-store.ts";

export interface UnblockUserInput {
  readonly actor: Actor;
  readonly userId: string;
}

export class UnblockUser {
  readonly #blocks: BlockStore;

  constructor(blocks: BlockStore) {
    this.#blocks = blocks;
  }

  /** Whom one has not blocked stays so. */
  async execute({ actor, userId }: UnblockUserInput): Promise<void> {
    await this.#blocks.lift(actor, userId);
  }
}
