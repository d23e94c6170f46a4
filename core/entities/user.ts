import type { Privacy, PrivacyChange } from "./privacy.ts";

/**
 * Ids that nobody can have: in an answer by user id JavaScript gives the first a meaning of its own, and the others
 * vanish from every address they stand in, percent-encoded or not (https://url.spec.whatwg.org/#single-dot-path-segment).
 */
export const reservedUserIds: ReadonlySet<string> = new Set(["__proto__", ".", ".."]);

/** What a token may say of its user. */
export interface ProfileClaims {
  readonly name?: string;
  readonly picture?: string;
}

/** What others may know of a user. */
export interface Profile extends ProfileClaims {
  /** The product's own. It stands where a user is asked for, and not beside messages or members. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** None of the user's tokens counts, until a service takes it back. */
  readonly deactivated?: true;
}

/** Everyone named in an answer, by user id. */
export type Users = Readonly<Record<string, Profile>>;

/** A user as others see one. */
export interface User extends Profile {
  readonly userId: string;
}

/** Who is asking, as a verified token says it. */
export interface Identity extends ProfileClaims {
  readonly tenantId: string;
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Milliseconds since 1970, most often of a whole second. */
  readonly issuedAt?: number;
  /** A backend that acts for its whole tenant. */
  readonly isService?: true;
}

export interface Me extends User {
  readonly tenantId: string;
  /** The position of the user's own change feed. */
  readonly version: number;
  /** Absent where nothing is turned off; nobody else is told. */
  readonly privacy?: Privacy;
}

/** What is to be different. `null` takes a part of the profile away; what is absent stays. */
export interface UserChange {
  readonly name?: string | null;
  readonly picture?: string | null;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly deactivated?: boolean;
  readonly privacy?: PrivacyChange;
}

/** The user as others are to see it: what is `null` or `false` is not there. */
export const changedUser = (user: User, change: Omit<UserChange, "privacy">): User => {
  const { userId, ...before } = user;
  const after = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null && value !== false);
  return { userId, ...Object.fromEntries(after) };
};
