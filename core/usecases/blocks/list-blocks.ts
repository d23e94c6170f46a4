import type { Block } from "../../entities/block.ts";
import type { UserRef } from "../../entities/refs.ts";
import type { Users } from "../../entities/user.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ListBlocksInput {
  readonly reader: UserRef;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface ListedBlocks {
  /** The reader's own, by user id. */
  readonly blocks: readonly Block[];
  readonly users: Users;
  readonly cursor?: string;
}

export class ListBlocks {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws ChatError `invalid_input` when the cursor is not one of ours */
  execute({ reader, limit, cursor }: ListBlocksInput): Promise<ListedBlocks> {
    return this.#unitOfWork.snapshot(async ({ blocks, users }) => {
      const page = await blocks.page(reader, limit, cursor);
      const named = page.blocks.map(({ userId }) => userId);
      return { ...page, users: await users.profiles(reader.tenantId, named) };
    });
  }
}
