import type { Actor } from "../../entities/actor.ts";
import type { Ban } from "../../entities/ban.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Users } from "../../entities/user.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ListBansInput {
  readonly reader: Actor;
  readonly roomId: string;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface ListedBans {
  /** Those in force, by user id. */
  readonly bans: readonly Ban[];
  readonly users: Users;
  readonly cursor?: string;
}

export class ListBans {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws ChatError `room_not_found`, `forbidden`, `invalid_input` when the cursor is not one of ours */
  execute({ reader, roomId, limit, cursor }: ListBansInput): Promise<ListedBans> {
    const room = roomOf(reader, roomId);
    return this.#unitOfWork.snapshot(async ({ members, bans, users }) => {
      assertMay("ban_users", await members.membership(room, reader.userId), reader);
      const page = await bans.page(room, limit, cursor);
      const named = new Set(page.bans.flatMap(({ userId, bannedBy }) => [userId, bannedBy]));
      return { ...page, users: await users.profiles(reader.tenantId, [...named]) };
    });
  }
}
