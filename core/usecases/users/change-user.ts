import type { Actor } from "../../entities/actor.ts";
import type { AuditEntry } from "../../entities/audit.ts";
import type { Notice } from "../../entities/notice.ts";
import type { PrivacyChange } from "../../entities/privacy.ts";
import { changedPrivacy, isSamePrivacy } from "../../entities/privacy.ts";
import { privacyNotice } from "../../entities/privacy-notice.ts";
import type { UserRef } from "../../entities/refs.ts";
import { userKey } from "../../entities/refs.ts";
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

/** What users change of their own is nobody else's concern. */
const recordOf = (actor: Actor, before: User, after: User): readonly AuditEntry[] => {
  const { userId: target } = after;
  if (before.deactivated !== after.deactivated) {
    return [{ actor, action: after.deactivated ? "user.deactivated" : "user.reactivated", target }];
  }
  return target === actor.userId ? [] : [{ actor, action: "user.changed", target }];
};

const apply = async (
  stores: Stores,
  actor: Actor,
  user: UserRef,
  { privacy = {}, ...change }: UserChange,
): Promise<{ readonly stored: Me; readonly notices: readonly Notice[] }> => {
  const { users, audit } = stores;
  await users.ensure(user.tenantId, [user.userId]);
  const before = await users.lock(user);
  if (!before) throw madeUserMissing();
  const wanted = changedUser(before, change);
  const isChanged = JSON.stringify(wanted) !== JSON.stringify(before);
  if (isChanged) await users.save(user.tenantId, wanted);
  const told = await applyPrivacy(stores, user, privacy);
  if (isChanged || told.length > 0) await audit.record(recordOf(actor, before, wanted));
  const stored = await users.me(user);
  if (!stored) throw madeUserMissing();
  if (before.deactivated === wanted.deactivated) return { stored, notices: told };
  const [{ terms } = { terms: {} }] = await users.terms([user]);
  return { stored, notices: [...told, { to: "tokens", user, terms }] };
};

const madeUserMissing = (): TypeError => new TypeError("A user who was made is there.");

const applyPrivacy = async ({ users }: Stores, user: UserRef, change: PrivacyChange): Promise<readonly Notice[]> => {
  if (Object.keys(change).length === 0) return [];
  const before = (await users.privacy([user])).get(userKey(user)) ?? {};
  const privacy = changedPrivacy(before, change);
  if (isSamePrivacy(before, privacy)) return [];
  return [privacyNotice(user, privacy, await users.setPrivacy(user, privacy))];
};
