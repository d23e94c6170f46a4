import type { Privacy } from "../entities/privacy.ts";
import type { UserRef } from "../entities/refs.ts";
import type { TokenTerms } from "../entities/token-terms.ts";
import type { Me, ProfileClaims, User, Users } from "../entities/user.ts";

export interface UsersPage {
  readonly users: readonly User[];
  /** Where the list goes on; absent on its last page. */
  readonly cursor?: string;
}

export interface UserTerms {
  readonly user: UserRef;
  readonly terms: TokenTerms;
}

export interface UserVersion extends UserRef {
  readonly version: number;
  readonly terms: TokenTerms;
}

export interface Revocation {
  readonly terms: TokenTerms;
  /** RFC 3339. */
  readonly tokensFrom: string;
  /** Until then, in milliseconds; negative when it has passed. */
  readonly inMs: number;
}

export interface UserStore {
  /**
   * Makes the user on first sight, and takes over what a token says of the profile.
   * @param issuedAt of the token, in milliseconds since 1970: what was saved since then stays. Without it nothing that was ever
   * saved is touched.
   */
  see(user: UserRef, claims: ProfileClaims, issuedAt?: number): Promise<void>;
  /** Makes those that are new, without a profile. */
  ensure(tenantId: string, userIds: readonly string[]): Promise<void>;
  /** Locks these users, in order, and adds one to each one's version. @returns the new versions by user id. */
  bump(tenantId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Locks the user. @returns nothing when there is no such user. */
  lock(user: UserRef): Promise<User | undefined>;
  /** Keeps a locked user as it is to be, and lets it be found so. */
  save(tenantId: string, user: User): Promise<void>;
  me(user: UserRef): Promise<Me | undefined>;
  /** Those that exist, without their data: as they are named beside other things. */
  profiles(tenantId: string, userIds: readonly string[]): Promise<Users>;
  /** Those that exist, whole. */
  find(tenantId: string, userIds: readonly string[]): Promise<readonly User[]>;
  /**
   * A page of the tenant's users who are not deactivated, without their data.
   * @param search what a word of the name, or the id, begins with, and goes on with; ordered from there on. Empty: all, by id.
   * @throws ChatError `invalid_input` when the cursor is not of this list
   */
  page(tenantId: string, search: string, limit: number, cursor?: string): Promise<UsersPage>;
  /**
   * Tokens that were issued before `before` do not count from now on; absent or in the future, before the next whole second. What was
   * revoked stays revoked. The user exists.
   */
  revoke(user: UserRef, before?: string): Promise<Revocation>;
  /** Of a user who exists. @returns the user's next version, which tells of it */
  setPrivacy(user: UserRef, privacy: Privacy): Promise<number>;
  /** By `userKey`; whoever hides nothing is left out. */
  privacy(users: readonly UserRef[]): Promise<ReadonlyMap<string, Privacy>>;
  /** Of those of whom there is something to say. */
  terms(users: readonly UserRef[]): Promise<readonly UserTerms[]>;
  /** Where these users' own feeds stand, and which tokens count. */
  versions(users: readonly UserRef[]): Promise<readonly UserVersion[]>;
}
