import type { Actor } from "../../entities/actor.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Users } from "../../entities/user.ts";
import { isVisible } from "../../entities/visibility.ts";
import type { MessageStatus, Reach, Watermarks } from "../../entities/watermarks.ts";
import { statusOf } from "../../entities/watermarks.ts";
import { ChatError } from "../../errors.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";
import { receiptsViewer } from "../../transactions/receipts-viewer.ts";

export interface ListMessageReceiptsInput {
  readonly reader: Actor;
  readonly roomId: string;
  /** A lower-case UUID. */
  readonly messageId: string;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface MessageReceipts extends Reach {
  readonly seq: number;
  readonly status: MessageStatus;
  /** Of those that are counted in `members`, by user id. */
  readonly receipts: readonly Watermarks[];
  readonly users: Users;
  readonly cursor?: string;
}

/** Who has received and read one message, however old it is. */
export class ListMessageReceipts {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws ChatError `room_not_found`, `forbidden`, `message_not_found`, `invalid_input` when the cursor is not one of ours */
  execute({ reader, roomId, messageId, limit, cursor }: ListMessageReceiptsInput): Promise<MessageReceipts> {
    const room = roomOf(reader, roomId);
    return this.#unitOfWork.snapshot(async ({ members, messages, receipts, users }) => {
      const found = await members.membership(room, reader.userId);
      assertMay("read", found, reader);
      const message = await messages.find(room, messageId);
      if (!message || !isVisible(message, found, found.member, reader)) throw new ChatError("message_not_found");
      const viewer = await receiptsViewer(users, reader, found);
      const reach = await receipts.reach(room, message, viewer);
      const page = await receipts.pageOf(room, message, viewer, limit, cursor);
      const named = page.receipts.map(({ userId }) => userId);
      const { seq } = message;
      return { seq, status: statusOf(reach), ...reach, ...page, users: await users.profiles(reader.tenantId, named) };
    });
  }
}
