import type { Actor } from "../../entities/actor.ts";
import type { Block } from "../../entities/block.ts";
import { ChatError } from "../../errors.ts";
import type { BlockStore } from "../../ports/block-store.ts";

export interface BlockUserInput {
  readonly actor: Actor;
  readonly userId: string;
}

/** Nobody else is told. Rooms that the two are in stay as they are. */
export class BlockUser {
  readonly #blocks: BlockStore;

  constructor(blocks: BlockStore) {
    this.#blocks = blocks;
  }

  /** Again changes nothing. @throws ChatError `invalid_input` for one's own id */
  async execute({ actor, userId }: BlockUserInput): Promise<Block> {
    if (userId === actor.userId) throw ownId();
    return this.#blocks.put(actor, userId);
  }
}

const ownId = (): ChatError => {
  const message = "Must be somebody else's.";
  return new ChatError("invalid_input", message, { errors: [{ path: "userId", code: "bad_format", message }] });
};
