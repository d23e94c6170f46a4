import type { Actor } from "../../entities/actor.ts";
import type { Me, UserChange } from "../../entities/user.ts";
import { changedUser } from "../../entities/user.ts";
import { ChatError } from "../../errors.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ChangeUserInput {
  readonly actor: Actor;
  /** The actor's own, or another one's of the same tenant. */
  readonly userId: string;
  readonly change: UserChange;
}

export class ChangeUser {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** Makes a user who is new. @returns the user as it is then. @throws ChatError `forbidden` */
  async execute({ actor, userId, change }: ChangeUserInput): Promise<Me> {
    if (userId !== actor.userId && !actor.isService) {
      throw new ChatError("forbidden", "Only a user's own profile may be changed.");
    }
    return this.#unitOfWork.run((stores) => apply(stores, { tenantId: actor.tenantId, userId }, change));
  }
}

const apply = async ({ users }: Stores, user: Pick<Me, "tenantId" | "userId">, change: UserChange): Promise<Me> => {
  await users.ensure(user.tenantId, [user.userId]);
  const before = await users.lock(user);
  const wanted = before && changedUser(before, change);
  if (wanted && JSON.stringify(wanted) !== JSON.stringify(before)) await users.save(user.tenantId, wanted);
  const stored = await users.me(user);
  if (!stored) throw new TypeError("A user who was made is there.");
  return stored;
};
