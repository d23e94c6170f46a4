import type { BlockStore } from "../../ports/block-store.ts";
import type { BlockUserInput } from "./block-user.ts";

export class UnblockUser {
  readonly #blocks: BlockStore;

  constructor(blocks: BlockStore) {
    this.#blocks = blocks;
  }

  /** Whom one has not blocked stays so. */
  async execute({ actor, userId }: BlockUserInput): Promise<void> {
    await this.#blocks.lift(actor, userId);
  }
}
