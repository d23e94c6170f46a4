/**
 * Ids that nobody can have: in an answer by user id JavaScript gives the first a meaning of its own, and the others
 * vanish from every address they stand in, percent-encoded or not (https://url.spec.whatwg.org/#single-dot-path-segment).
 */
export const reservedUserIds: ReadonlySet<string> = new Set(["__proto__", ".", ".."]);

/** What others may know of a user. */
export interface Profile {
  readonly name?: string;
  readonly picture?: string;
}

/** Everyone named in an answer, by user id. */
export type Users = Readonly<Record<string, Profile>>;

/** Who is asking, as a verified token says it. */
export interface Identity extends Profile {
  readonly tenantId: string;
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** A backend that acts for its whole tenant. */
  readonly isService?: true;
}

export interface Me extends Profile {
  readonly userId: string;
  readonly tenantId: string;
  /** The position of the user's own change feed. */
  readonly version: number;
}
