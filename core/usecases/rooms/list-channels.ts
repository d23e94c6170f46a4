import type { Actor } from "../../entities/actor.ts";
import { shownToReader } from "../../entities/room.ts";
import type { Users } from "../../entities/user.ts";
import type { RoomsPage } from "../../ports/room-store.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ListChannelsInput {
  readonly reader: Actor;
  /** What a word of the name begins with, and goes on with. */
  readonly q?: string;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface ListedChannels extends RoomsPage {
  readonly users: Users;
}

/** The channels of the tenant that anyone may join, whether the reader is in them or not. */
export class ListChannels {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws ChatError `invalid_input` when the cursor is not one of ours */
  execute({ reader, q = "", limit, cursor }: ListChannelsInput): Promise<ListedChannels> {
    return this.#unitOfWork.snapshot(async (stores) => {
      const page = await stores.rooms.channels(reader, q, limit, cursor);
      const rooms = page.rooms.map((room) => shownToReader(room, reader));
      const named = new Set(rooms.flatMap(({ lastMessage }) => lastMessage?.authorId ?? []));
      return { ...page, rooms, users: await stores.users.profiles(reader.tenantId, [...named]) };
    });
  }
}
