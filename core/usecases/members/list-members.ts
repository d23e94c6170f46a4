import type { Actor } from "../../entities/actor.ts";
import type { Member } from "../../entities/member.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Users } from "../../entities/user.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ListMembersInput {
  readonly reader: Actor;
  readonly roomId: string;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface ListedMembers {
  /** Current members by user id. */
  readonly members: readonly Member[];
  readonly users: Users;
  readonly cursor?: string;
}

export class ListMembers {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws ChatError `room_not_found`, `forbidden`, `invalid_input` when the cursor is not one of ours */
  execute({ reader, roomId, limit, cursor }: ListMembersInput): Promise<ListedMembers> {
    const room = roomOf(reader, roomId);
    return this.#unitOfWork.snapshot(async ({ members, users }) => {
      assertMay("read", await members.membership(room, reader.userId), reader);
      const page = await members.page(room, limit, cursor);
      const named = page.members.map(({ userId }) => userId);
      return { ...page, users: await users.profiles(reader.tenantId, named) };
    });
  }
}
