import type { Actor } from "../../entities/actor.ts";
import type { Message } from "../../entities/message.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Users } from "../../entities/user.ts";
import { floorOf } from "../../entities/visibility.ts";
import { roomNotFound } from "../../errors.ts";
import type { Window } from "../../ports/message-store.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ListMessagesInput {
  readonly reader: Actor;
  readonly roomId: string;
  readonly window: Window;
  /** 1 to 200. */
  readonly limit: number;
}

export interface ListedMessages {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly users: Users;
  /** The position of this snapshot in the room's change feed. */
  readonly version: number;
  readonly hasMoreBefore: boolean;
  readonly hasMoreAfter: boolean;
}

export class ListMessages {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws ChatError `room_not_found`, `forbidden` */
  execute({ reader, roomId, window, limit }: ListMessagesInput): Promise<ListedMessages> {
    const ref = roomOf(reader, roomId);
    return this.#unitOfWork.snapshot(async ({ rooms, members, messages, users }) => {
      const found = await members.membership(ref, reader.userId);
      assertMay("read", found, reader);
      const [position] = await rooms.positions([ref]);
      if (!position) throw roomNotFound();
      const floor = floorOf(found, found.member, reader) ?? 0;
      const page = await messages.page(ref, window, limit, floor);
      const named = await users.profiles(reader.tenantId, [...new Set(page.flatMap(({ authorId }) => authorId ?? []))]);
      return { messages: page, users: named, version: position.version, ...edges(page, window, floor, position.seq) };
    });
  }
}

/** The numbers have no holes, so what lies outside a page, above the floor, follows from its ends. */
const edges = (page: readonly Message[], window: Window, floor: number, seq: number) => {
  const [first, last] = [page.at(0), page.at(-1)];
  if (first && last) return { hasMoreBefore: first.seq > floor + 1, hasMoreAfter: last.seq < seq };
  return { hasMoreBefore: window.at === "after" && seq > floor, hasMoreAfter: window.at === "before" && seq > floor };
};
