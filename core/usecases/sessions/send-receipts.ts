import type { Actor } from "../../entities/actor.ts";
import { roomOf } from "../../entities/refs.ts";
import type { SaidReceipt } from "../../intake/receipts.ts";
import { assertReader, receiptOf } from "../../intake/receipts.ts";
import { ChatError } from "../../errors.ts";
import type { ReceiptBus } from "../../ports/receipt-bus.ts";
import type { Stores } from "../../ports/unit-of-work.ts";
import type { Relay } from "../../relay/relay.ts";

export interface SendReceiptsInput {
  readonly sessionId: string;
  readonly member: Actor;
  /** At most 200, of a room each. */
  readonly receipts: readonly SaidReceipt[];
}

/** Takes receipts from a session: of the rooms that it is in nobody has to be asked. */
export class SendReceipts {
  readonly #relay: Relay;
  readonly #bus: ReceiptBus;
  readonly #stores: Stores;

  constructor(relay: Relay, bus: ReceiptBus, stores: Stores) {
    this.#relay = relay;
    this.#bus = bus;
    this.#stores = stores;
  }

  /** Resolves when all are safe in the queue; none is taken where one is refused. @throws ChatError `room_not_found`, `forbidden`, naming the first one; `unavailable`; StorageFailure */
  async execute({ sessionId, member, receipts }: SendReceiptsInput): Promise<void> {
    for (const [index, { roomId }] of receipts.entries()) {
      if (!this.#relay.isExpected(sessionId, roomOf(member, roomId))) await this.#check(member, roomId, index);
    }
    const { version } = this.#relay.user(member);
    await this.#bus.publish(receipts.map((receipt) => receiptOf(member, receipt, version)));
  }

  async #check(member: Actor, roomId: string, index: number): Promise<void> {
    const found = await this.#stores.members.membership(roomOf(member, roomId), member.userId);
    try {
      assertReader(found, member);
    } catch (error) {
      throw naming(error, index);
    }
  }
}

/** Which of several it is. */
const naming = (error: unknown, index: number): unknown => {
  if (!(error instanceof ChatError)) return error;
  const { code, message } = error;
  return new ChatError(code, message, { errors: [{ path: `${index}.roomId`, code, message }] });
};
