import type { UserRef } from "../entities/refs.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** The user's version that tells of what is being changed. The user exists, and is locked from here on. */
export const bumpUser = async ({ users }: Stores, { tenantId, userId }: UserRef): Promise<number> =>
  (await users.bump(tenantId, [userId])).get(userId) ?? 0;
