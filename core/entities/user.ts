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
}

export interface Me extends Profile {
  readonly userId: string;
  readonly tenantId: string;
  /** The position of the user's own change feed. */
  readonly version: number;
}
