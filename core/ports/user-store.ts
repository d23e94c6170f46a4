import type { UserRef } from "../entities/refs.ts";
import type { Me, Profile, Users } from "../entities/user.ts";

export interface UserStore {
  /** Makes the user on first sight, and takes over a profile that has changed. */
  see(user: UserRef, profile: Profile): Promise<void>;
  /** Makes those that are new, without a profile. */
  ensure(tenantId: string, userIds: readonly string[]): Promise<void>;
  /** Locks these users, in order, and adds one to each one's version. @returns the new versions by user id. */
  bump(tenantId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  me(user: UserRef): Promise<Me | undefined>;
  /** Those that exist. */
  profiles(tenantId: string, userIds: readonly string[]): Promise<Users>;
  /** Where these users' own feeds stand. */
  versions(users: readonly UserRef[]): Promise<readonly (UserRef & { readonly version: number })[]>;
}
