import type { Actor } from "../../entities/actor.ts";
import type { AuditEntry } from "../../entities/audit.ts";
import type { Notice } from "../../entities/notice.ts";
import type { UserRef } from "../../entities/refs.ts";
import type { Me, User, UserChange } from "../../entities/user.ts";
import { changedUser } from "../../entities/user.ts";
import { ChatError } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ChangeUserInput {
  readonly actor: Actor;
  /** The actor's own, or another one's of the same tenant. */
  readonly userId: string;
  readonly change: UserChange;
}

export class ChangeUser {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
  }

  /** Makes a user who is new. @returns the user as it is then. @throws ChatError `forbidden` */
  async execute({ actor, userId, change }: ChangeUserInput): Promise<Me> {
    assertMayChange(actor, userId, change);
    const user = { tenantId: actor.tenantId, userId };
    const { stored, notices } = await this.#unitOfWork.run((stores) => apply(stores, actor, user, change));
    await this.#broadcaster.publish(notices, announceMs);
    return stored;
  }
}

const assertMayChange = (actor: Actor, userId: string, change: UserChange): void => {
  if (actor.isService) return;
  if (userId !== actor.userId) throw new ChatError("forbidden", "Only a service changes other users.");
  if (change.deactivated !== undefined) throw new ChatError("forbidden", "Only a service deactivates users.");
};

/** What users change of their own profiles is nobody else's concern. */
const recordOf = (actor: Actor, before: User, after: User): readonly AuditEntry[] => {
  const { userId: target } = after;
  if (before.deactivated !== after.deactivated) {
    return [{ actor, action: after.deactivated ? "user.deactivated" : "user.reactivated", target }];
  }
  return target === actor.userId ? [] : [{ actor, action: "user.changed", target }];
};

const apply = async (
  { users, audit }: Stores,
  actor: Actor,
  user: UserRef,
  change: UserChange,
): Promise<{ readonly stored: Me; readonly notices: readonly Notice[] }> => {
  await users.ensure(user.tenantId, [user.userId]);
  const before = await users.lock(user);
  const wanted = before && changedUser(before, change);
  if (wanted && JSON.stringify(wanted) !== JSON.stringify(before)) {
    await users.save(user.tenantId, wanted);
    await audit.record(recordOf(actor, before, wanted));
  }
  const stored = await users.me(user);
  if (!stored) throw new TypeError("A user who was made is there.");
  if (before?.deactivated === wanted?.deactivated) return { stored, notices: [] };
  const [{ terms } = { terms: {} }] = await users.terms([user]);
  return { stored, notices: [{ to: "tokens", user, terms }] };
};
