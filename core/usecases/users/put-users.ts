import type { Actor } from "../../entities/actor.ts";
import type { AuditEntry } from "../../entities/audit.ts";
import { assertForTenant } from "../../entities/permissions.ts";
import type { User, UserChange } from "../../entities/user.ts";
import { changedUser } from "../../entities/user.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";

/** `deactivated` and `privacy` are one user's own matter: sessions hear of them. */
export interface UserWish extends Omit<UserChange, "deactivated" | "privacy"> {
  readonly userId: string;
}

export interface PutUsersInput {
  readonly actor: Actor;
  /** 1 to 100; of two wishes for one user the later one counts. */
  readonly users: readonly UserWish[];
}

/** Makes users before they come, or brings their profiles up to date. */
export class PutUsers {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** All of them or none. @returns them as they are then. @throws ChatError `forbidden` */
  execute({ actor, users }: PutUsersInput): Promise<readonly User[]> {
    assertForTenant(actor);
    const wishes = new Map(users.map(({ userId, ...change }) => [userId, change]));
    return this.#unitOfWork.run((stores) => put(stores, actor, wishes));
  }
}

const put = async (
  { users, audit }: Stores,
  actor: Actor,
  wishes: ReadonlyMap<string, Omit<UserWish, "userId">>,
): Promise<readonly User[]> => {
  const { tenantId } = actor;
  const userIds = [...wishes.keys()].sort();
  await users.ensure(tenantId, userIds);
  const changed: AuditEntry[] = [];
  for (const userId of userIds) {
    const before = await users.lock({ tenantId, userId });
    const wanted = before && changedUser(before, wishes.get(userId) ?? {});
    if (!wanted || JSON.stringify(wanted) === JSON.stringify(before)) continue;
    await users.save(tenantId, wanted);
    changed.push({ actor, action: "user.changed", target: userId });
  }
  await audit.record(changed);
  return users.find(tenantId, userIds);
};
