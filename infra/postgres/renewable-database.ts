import type { Database, TransactionKind } from "./database.ts";
import type { Queries, Statement } from "./queries.ts";

/**
 * A database whose connections can be given up all at once, for a process that was stopped for a while: a network forgets
 * a connection over which nothing goes, tells nobody, and a question over it waits for an answer that never comes.
 */
export class RenewableDatabase implements Database {
  readonly #open: () => Database;
  #current: Database;

  /** @param open connects when it is first asked something */
  constructor(first: Database, open: () => Database) {
    this.#current = first;
    this.#open = open;
  }

  /** From now on every question goes over a new connection; what is under way ends where it began. */
  renew(): void {
    const old = this.#current;
    this.#current = this.#open();
    // It ends when its last question has, which may be never.
    void old.close();
  }

  query<Row extends object>(statement: Statement, params?: readonly unknown[]): Promise<Row[]> {
    return this.#current.query<Row>(statement, params);
  }

  tell(statement: Statement, params?: readonly unknown[]): Promise<void> {
    return this.#current.tell(statement, params);
  }

  transaction<T>(kind: TransactionKind, work: (queries: Queries) => Promise<T>): Promise<T> {
    return this.#current.transaction(kind, work);
  }

  close(): Promise<void> {
    return this.#current.close();
  }
}
