import { AsyncLocalStorage } from "node:async_hooks";
import type pg from "pg";
import { translated } from "./failures.ts";

export interface Queries {
  /** @throws StorageFailure; anything else is a mistake in the program. */
  query<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

/** `snapshot`: read only, every statement sees the same state. */
export type Isolation = "read committed" | "snapshot";

/** node-postgres and PGlite behind one small face. */
export interface Database extends Queries {
  transaction<T>(isolation: Isolation, work: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const begin: Readonly<Record<Isolation, string>> = {
  "read committed": "begin isolation level read committed",
  snapshot: "begin isolation level repeatable read read only",
};

export class PoolDatabase implements Database {
  readonly #pool: pg.Pool;
  /** The transaction in which the current code runs. */
  readonly #scope = new AsyncLocalStorage<{ open: boolean }>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    // An idle connection that breaks is replaced at the next query; unheard, its error would end the process.
    pool.on("error", () => undefined);
  }

  async query<Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    this.#assertOutside();
    return ask(this.#pool, sql, params);
  }

  async transaction<T>(isolation: Isolation, work: (queries: Queries) => Promise<T>): Promise<T> {
    this.#assertOutside();
    const client = await translated(this.#pool.connect());
    const scope = { open: true };
    try {
      await ask(client, begin[isolation], []);
      const result = await this.#scope.run(scope, () =>
        work({ query: (sql, params = []) => ask(client, sql, params) }),
      );
      await commit(client);
      return result;
    } catch (error) {
      await rollBack(client);
      throw error;
    } finally {
      scope.open = false;
      client.release();
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  /** With one connection such a query would wait for the transaction that waits for it. */
  #assertOutside(): void {
    if (this.#scope.getStore()?.open) {
      throw new TypeError("Inside a transaction use the queries it gives, not the database.");
    }
  }
}

const ask = async <Row extends object>(
  on: pg.Pool | pg.ClientBase,
  sql: string,
  params: readonly unknown[],
): Promise<Row[]> => {
  const { rows } = await translated(on.query<Row>(sql, [...params]));
  return rows;
};

/** PostgreSQL answers `commit` with a rollback, and no error, when a statement of the transaction had failed. */
const commit = async (client: pg.ClientBase): Promise<void> => {
  const { command } = await translated(client.query("commit"));
  if (command !== "COMMIT") throw new TypeError("The work of a transaction went on after a statement had failed.");
};

/** The connection goes back to the pool whatever happens, so it must never go back inside a transaction. */
const rollBack = async (client: pg.ClientBase): Promise<void> => {
  try {
    await client.query("rollback");
  } catch {
    // The connection is gone, and its transaction with it; the first error says why.
  }
};
