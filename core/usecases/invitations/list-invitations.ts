import type { Actor } from "../../entities/actor.ts";
import type { Invitation } from "../../entities/invitation.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Users } from "../../entities/user.ts";
import type { InvitationsPage } from "../../ports/invitation-store.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ListInvitationsInput {
  readonly reader: Actor;
  /** Of this room; the reader's own when absent. */
  readonly roomId?: string;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface ListedInvitations {
  /** Open ones. */
  readonly invitations: readonly Invitation[];
  readonly users: Users;
  readonly cursor?: string;
}

export class ListInvitations {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws ChatError `room_not_found`, `forbidden`, `invalid_input` when the cursor is not one of ours */
  execute(input: ListInvitationsInput): Promise<ListedInvitations> {
    return this.#unitOfWork.snapshot(async (stores) => {
      const page = await pageOf(stores, input);
      const named = new Set(page.invitations.flatMap(({ userId, invitedBy }) => [userId, invitedBy]));
      return { ...page, users: await stores.users.profiles(input.reader.tenantId, [...named]) };
    });
  }
}

const pageOf = async (
  { members, invitations }: Stores,
  { reader, roomId, limit, cursor }: ListInvitationsInput,
): Promise<InvitationsPage> => {
  if (roomId === undefined) return invitations.ofUser(reader, limit, cursor);
  const room = roomOf(reader, roomId);
  assertMay("see_invitations", await members.membership(room, reader.userId), reader);
  return invitations.ofRoom(room, limit, cursor);
};
