import { createHash } from "node:crypto";
import type { ConsumeMessage } from "amqplib";
import { roomKey } from "../../core/entities/refs.ts";
import type { DecodedCommand } from "./command-codec.ts";
import type { DecodedReceipts } from "./receipt-codec.ts";

/** What was delivered this often before may be what ended its consumer. */
const suspiciousFrom = 2;

/** What is asked of a message, however it came here. */
export interface Delivered {
  readonly content: Buffer;
  readonly fields: { readonly deliveryTag: number; readonly redelivered: boolean };
  readonly properties: { readonly headers?: Readonly<Record<string, unknown>> | undefined };
}

export type Decoded = DecodedCommand | DecodedReceipts;

/** @returns SHA-256, as 64 hexadecimal digits: a message that cannot be read has no other name */
export const digestOf = (body: Buffer): string => createHash("sha256").update(body).digest("hex");

/** A message that was delivered and is not settled yet. */
export class Arrival<Message extends Delivered = ConsumeMessage> {
  readonly message: Message;
  readonly decoded: Decoded;
  /** It may be what ended an earlier consumer, so it is worked on with nothing beside it. */
  readonly isSuspicious: boolean;
  #wasHandedOut = false;

  constructor(message: Message, decode: (body: Buffer) => Decoded, isSuspicious = wasDeliveredOften(message)) {
    this.message = message;
    this.decoded = decode(message.content);
    this.isSuspicious = isSuspicious;
  }

  /** Rises with each delivery of a channel. */
  get tag(): number {
    return this.message.fields.deliveryTag;
  }

  get wasSeen(): boolean {
    return this.#wasHandedOut || this.message.fields.redelivered;
  }

  /** What has to keep its order: a room, or, where there is none, the message alone. */
  get line(): string {
    return "command" in this.decoded ? roomKey(this.decoded.command.room) : `#${this.digest}`;
  }

  /** See {@link digestOf}. */
  get digest(): string {
    return digestOf(this.message.content);
  }

  handedOut(): void {
    this.#wasHandedOut = true;
  }
}

const wasDeliveredOften = ({ properties }: Delivered): boolean => {
  const count = properties.headers?.["x-delivery-count"];
  return typeof count === "number" && count >= suspiciousFrom;
};
