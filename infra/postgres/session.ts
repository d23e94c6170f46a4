import type pg from "pg";
import { isAnswer, translated } from "./failures.ts";
import { encoded } from "./params.ts";
import type { Statement } from "./queries.ts";

/** As long as a timer can wait. */
const forEverMs = 2 ** 31 - 1;

/**
 * What a connection has under a name is not what was prepared: a column changed its type, a pooler between gave it
 * another's session. Nothing is wrong with the statement, so it is prepared once more, under another name.
 */
const staleCodes = new Set(["0A000", "26000", "42P05"]);

/** Counts up whenever a prepared statement went stale. */
export interface Generation {
  current: number;
}

/** One connection while somebody has it. */
export class Session {
  readonly #client: pg.ClientBase;
  readonly #generation: Generation;
  readonly #patient: boolean;
  #isWhole = true;

  /** @param patient waits for an answer without limit. */
  constructor(client: pg.ClientBase, generation: Generation, patient = false) {
    this.#client = client;
    this.#generation = generation;
    this.#patient = patient;
  }

  /** Whether the connection can be given to somebody else. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** @throws TypeError at once, and nothing was sent, when a parameter is not one. */
  ask<Row extends object>(statement: Statement, params: readonly unknown[] = []): Promise<pg.QueryResult<Row>> {
    const answer = this.#client.query<Row>(this.#question(statement), encoded(params));
    return translated(
      answer.catch((error: unknown) => {
        this.#learn(error);
        throw error;
      }),
    );
  }

  #question(statement: Statement): pg.QueryConfig {
    const wait = this.#patient ? { query_timeout: forEverMs } : {};
    if (typeof statement === "string") return { text: statement, ...wait };
    return { name: `${statement.name}-${this.#generation.current}`, text: statement.text, ...wait };
  }

  #learn(error: unknown): void {
    if (!isAnswer(error)) this.#isWhole = false;
    else if (staleCodes.has((error as pg.DatabaseError).code ?? "")) this.#generation.current += 1;
  }
}
