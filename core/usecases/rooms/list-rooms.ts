import type { Actor } from "../../entities/actor.ts";
import type { RoomSummary } from "../../entities/room.ts";
import type { Users } from "../../entities/user.ts";
import type { WantedRooms } from "../../ports/room-store.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ListRoomsInput extends WantedRooms {
  readonly reader: Actor;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface ListedRooms {
  /** Latest activity first. */
  readonly rooms: readonly RoomSummary[];
  readonly users: Users;
  readonly cursor?: string;
}

export class ListRooms {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws ChatError `invalid_input` when the cursor is not one of ours */
  execute({ reader, limit, cursor, ...wanted }: ListRoomsInput): Promise<ListedRooms> {
    return this.#unitOfWork.snapshot(async ({ rooms, users }) => {
      const page = await rooms.pageOf(reader, limit, cursor, wanted);
      const named = page.rooms.flatMap(({ peer, lastMessage }) => [peer, lastMessage?.authorId]);
      const userIds = new Set(named.filter((userId) => userId !== undefined));
      return { ...page, users: await users.profiles(reader.tenantId, [...userIds]) };
    });
  }
}
