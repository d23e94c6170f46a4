import type { Actor } from "../../entities/actor.ts";
import { roomOf } from "../../entities/refs.ts";
import type { SaidReceipt } from "../../intake/receipts.ts";
import { assertReader, receiptOf } from "../../intake/receipts.ts";
import type { ReceiptBus } from "../../ports/receipt-bus.ts";
import type { Stores } from "../../ports/unit-of-work.ts";

export interface SendReceiptInput {
  readonly member: Actor;
  readonly receipt: SaidReceipt;
}

/** Takes a receipt from somebody of whom nothing is known yet. */
export class SendReceipt {
  readonly #bus: ReceiptBus;
  readonly #stores: Stores;

  constructor(bus: ReceiptBus, stores: Stores) {
    this.#bus = bus;
    this.#stores = stores;
  }

  /**
   * Resolves when it is safe in the queue. Unlike a post it leaves no record of a refusal, so it is not taken without a check.
   * @throws ChatError `room_not_found`, `forbidden`, `unavailable`; StorageFailure
   */
  async execute({ member, receipt }: SendReceiptInput): Promise<void> {
    const { members, users } = this.#stores;
    const [found, [user]] = await Promise.all([
      members.membership(roomOf(member, receipt.roomId), member.userId),
      users.versions([member]),
    ]);
    assertReader(found, member);
    await this.#bus.publish([receiptOf(member, receipt, user?.version ?? 0)]);
  }
}
