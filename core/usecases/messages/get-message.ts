import type { Actor } from "../../entities/actor.ts";
import type { Message } from "../../entities/message.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import { isVisible } from "../../entities/visibility.ts";
import { ChatError } from "../../errors.ts";
import type { Stores } from "../../ports/unit-of-work.ts";

export interface GetMessageInput {
  readonly reader: Actor;
  readonly roomId: string;
  /** A lower-case UUID. */
  readonly messageId: string;
}

export class GetMessage {
  readonly #stores: Stores;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** @throws ChatError `room_not_found`, `forbidden`, `message_not_found` */
  async execute({ reader, roomId, messageId }: GetMessageInput): Promise<Message> {
    const room = roomOf(reader, roomId);
    const found = await this.#stores.members.membership(room, reader.userId);
    assertMay("read", found, reader);
    const message = await this.#stores.messages.find(room, messageId);
    if (!message || !isVisible(message, found, found.member, reader)) throw new ChatError("message_not_found");
    return message;
  }
}
