import type { Actor } from "../../entities/actor.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Users } from "../../entities/user.ts";
import type { ReceiptsPage } from "../../ports/receipt-store.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";
import { receiptsViewer } from "../../transactions/receipts-viewer.ts";

export interface ListReceiptsInput {
  readonly reader: Actor;
  readonly roomId: string;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface ListedReceipts extends ReceiptsPage {
  readonly users: Users;
}

export class ListReceipts {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws ChatError `room_not_found`, `forbidden`, `invalid_input` when the cursor is not one of ours */
  execute({ reader, roomId, limit, cursor }: ListReceiptsInput): Promise<ListedReceipts> {
    const room = roomOf(reader, roomId);
    return this.#unitOfWork.snapshot(async ({ members, receipts, users }) => {
      const found = await members.membership(room, reader.userId);
      assertMay("read", found, reader);
      const page = await receipts.page(room, await receiptsViewer(users, reader, found), limit, cursor);
      const named = page.receipts.map(({ userId }) => userId);
      return { ...page, users: await users.profiles(reader.tenantId, named) };
    });
  }
}
