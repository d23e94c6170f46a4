import { createHash } from "node:crypto";

/** A text that never changes: a connection parses it once, under its name, and is sent only values from then on. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

export type Statement = string | Prepared;

/** For what is asked often. Everything that varies is a parameter: each text stays on its connection for good. */
export const prepared = (text: string): Prepared => ({
  name: createHash("sha256").update(text).digest("hex").slice(0, 16),
  text,
});

export interface Queries {
  /** @throws StorageFailure; anything else is a mistake in the program. */
  query<Row extends object>(statement: Statement, params?: readonly unknown[]): Promise<Row[]>;
  /**
   * For a statement whose answer nobody needs. Inside a transaction it may resolve before it has run; its failure is
   * then that of the next statement, at the latest that of the commit. @throws StorageFailure
   */
  tell(statement: Statement, params?: readonly unknown[]): Promise<void>;
}

/**
 * Settings of a session. A plan is made for each question, in a tenth of a millisecond: a plan that is kept may have been
 * made while its tables were empty, and then reads them from end to end when they are full.
 */
export const planning = { plan_cache_mode: "force_custom_plan" } as const;

export const textOf = (statement: Statement): string => (typeof statement === "string" ? statement : statement.text);
