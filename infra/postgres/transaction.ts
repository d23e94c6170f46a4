import type { Queries, Statement } from "./queries.ts";
import { textOf } from "./queries.ts";
import type { Session } from "./session.ts";

/**
 * The statements of one transaction. Over a network each question costs a round trip, so what needs no answer of its
 * own, `begin` first of all, is sent ahead of the next question, and both are answered together.
 */
export class Transaction implements Queries {
  readonly #session: Pick<Session, "ask">;
  /** Sent, and not answered yet. */
  #ahead: Promise<unknown>[] = [];
  #mayBeOutside = true;

  /** @param begin the statement that begins it. */
  constructor(session: Pick<Session, "ask">, begin: string) {
    this.#session = session;
    this.#send(begin, []);
  }

  async query<Row extends object>(statement: Statement, params: readonly unknown[] = []): Promise<Row[]> {
    await this.#beInside(statement);
    const ahead = this.#ahead;
    this.#ahead = [];
    // The answers come in the order of the questions, so the first failure is the one that counts.
    const [{ rows }] = await Promise.all([this.#session.ask<Row>(statement, params), ...ahead]);
    return rows;
  }

  async tell(statement: Statement, params: readonly unknown[] = []): Promise<void> {
    await this.#beInside(statement);
    this.#send(statement, params);
  }

  /** PostgreSQL answers `commit` with a rollback, and no error, when a statement of the transaction had failed. */
  async commit(): Promise<void> {
    const [{ command }] = await Promise.all([this.#session.ask("commit"), ...this.#ahead]);
    if (command !== "COMMIT") throw new TypeError("The work of a transaction went on after a statement had failed.");
  }

  /** The connection may serve somebody else, so it must never go back inside a transaction. */
  async rollBack(): Promise<void> {
    await this.#session.ask("rollback").catch(() => {
      // The connection is gone, and its transaction with it; the first error says why.
    });
  }

  /** If `begin` fails, what was sent behind it runs all the same, by itself: that may be a question, never a change. */
  async #beInside(statement: Statement): Promise<void> {
    if (this.#mayBeOutside && !/^\s*select\b/i.test(textOf(statement))) await Promise.all(this.#ahead);
    this.#mayBeOutside = false;
  }

  #send(statement: Statement, params: readonly unknown[]): void {
    const sent = this.#session.ask(statement, params);
    this.#ahead.push(sent);
    // Whoever comes next is told.
    sent.catch(() => undefined);
  }
}
