import { AsyncLocalStorage } from "node:async_hooks";
import type pg from "pg";
import { connected } from "./failures.ts";
import type { Queries, Statement } from "./queries.ts";
import type { Generation } from "./session.ts";
import { Session } from "./session.ts";
import { Transaction } from "./transaction.ts";

/**
 * `snapshot`: read only, every statement sees the same state. `patient`: read committed, and without the session's
 * limits on how long a statement may take and wait for a lock.
 */
export type TransactionKind = "read committed" | "snapshot" | "patient";

/** node-postgres and PGlite behind one small face. */
export interface Database extends Queries {
  transaction<T>(kind: TransactionKind, work: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const begin: Readonly<Record<TransactionKind, string>> = {
  "read committed": "begin isolation level read committed",
  snapshot: "begin isolation level repeatable read read only",
  patient: "begin isolation level read committed; set local lock_timeout = 0; set local statement_timeout = 0",
};

export class PoolDatabase implements Database {
  readonly #pool: pg.Pool;
  readonly #isReplaceable: boolean;
  readonly #generation: Generation = { current: 0 };
  /** The transaction in which the current code runs. */
  readonly #scope = new AsyncLocalStorage<{ open: boolean }>();

  /**
   * @param pool pipelined: a connection takes a question before the last one was answered.
   * @param isReplaceable whether a broken connection is closed and another takes its place; PGlite has one for ever.
   */
  constructor(pool: pg.Pool, isReplaceable: boolean) {
    this.#pool = pool;
    this.#isReplaceable = isReplaceable;
    // A connection that breaks is replaced at the next query; unheard, its error would end the process: the pool
    // listens while it is idle, and nobody while it is in use.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => client.on("error", () => undefined));
  }

  async query<Row extends object>(statement: Statement, params: readonly unknown[] = []): Promise<Row[]> {
    this.#assertOutside();
    const client = await connected(this.#pool.connect());
    const session = new Session(client, this.#generation);
    try {
      const { rows } = await session.ask<Row>(statement, params);
      return rows;
    } finally {
      this.#release(client, session);
    }
  }

  async tell(statement: Statement, params: readonly unknown[] = []): Promise<void> {
    await this.query(statement, params);
  }

  async transaction<T>(kind: TransactionKind, work: (queries: Queries) => Promise<T>): Promise<T> {
    this.#assertOutside();
    const client = await connected(this.#pool.connect());
    const session = new Session(client, this.#generation, kind === "patient");
    const scope = { open: true };
    try {
      return await this.#inside(session, kind, (queries) => this.#scope.run(scope, () => work(queries)));
    } finally {
      scope.open = false;
      this.#release(client, session);
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #inside<T>(session: Session, kind: TransactionKind, work: (queries: Queries) => Promise<T>): Promise<T> {
    const transaction = new Transaction(session, begin[kind]);
    try {
      const result = await work(transaction);
      await transaction.commit();
      return result;
    } catch (error) {
      await transaction.rollBack();
      throw error;
    }
  }

  #release(client: pg.PoolClient, session: Session): void {
    client.release(this.#isReplaceable && !session.isWhole);
  }

  /** With one connection such a query would wait for the transaction that waits for it. */
  #assertOutside(): void {
    if (this.#scope.getStore()?.open) {
      throw new TypeError("Inside a transaction use the queries it gives, not the database.");
    }
  }
}
