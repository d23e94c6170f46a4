import type { Actor } from "../../entities/actor.ts";
import type { Block } from "../../entities/block.ts";
import type { LimitsOf } from "../../entities/limits.ts";
import { mostOf } from "../../entities/limits.ts";
import { ChatError } from "../../errors.ts";
import type { BlockStore } from "../../ports/block-store.ts";

export interface BlockUserInput {
  readonly actor: Actor;
  readonly userId: string;
}

/** Nobody else is told. Rooms that the two are in stay as they are. */
export class BlockUser {
  readonly #blocks: BlockStore;
  readonly #limitsOf: LimitsOf;

  constructor(blocks: BlockStore, limitsOf: LimitsOf) {
    this.#blocks = blocks;
    this.#limitsOf = limitsOf;
  }

  /** Again changes nothing. @throws ChatError `too_many_blocks`, `invalid_input` for one's own id */
  async execute({ actor, userId }: BlockUserInput): Promise<Block> {
    if (userId === actor.userId) throw ownId();
    const most = mostOf(this.#limitsOf(actor.tenantId), "blocks-per-user");
    const block = await this.#blocks.put(actor, userId, most);
    if (!block) throw new ChatError("too_many_blocks", `You have blocked ${most} users; take one back first.`);
    return block;
  }
}

const ownId = (): ChatError => {
  const message = "Must be somebody else's.";
  return new ChatError("invalid_input", message, { errors: [{ path: "userId", code: "bad_format", message }] });
};
