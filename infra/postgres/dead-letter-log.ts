import type { DeadLetter, DeadLetterLog, LetterKey, NotedLetter } from "../../core/ports/dead-letter-log.ts";
import type { Database } from "./database.ts";

/** In UTF-16 units; what an operator reads, not what a program does. */
const longest = 1_000;

/** Whatever the reason says, it can be stored: a letter that cannot be noted can never be put aside. */
const storable = (reason: string): string => reason.replaceAll("\u0000", "").slice(0, longest).toWellFormed();

export class PostgresDeadLetterLog implements DeadLetterLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async note({ queue, digest, reason }: DeadLetter): Promise<void> {
    await this.#database.query(
      `insert into dead_letters (queue, digest, reason) values ($1, decode($2, 'hex'), $3)
       on conflict (queue, digest) do update set reason = excluded.reason, at = excluded.at`,
      [queue, digest, storable(reason)],
    );
  }

  async find({ queue, digest }: LetterKey): Promise<NotedLetter | undefined> {
    const [row] = await this.#database.query<Pick<NotedLetter, "reason" | "at">>(
      "select reason, at from dead_letters where queue = $1 and digest = decode($2, 'hex')",
      [queue, digest],
    );
    return row && { queue, digest, ...row };
  }

  async forget({ queue, digest }: LetterKey): Promise<void> {
    await this.#database.query("delete from dead_letters where queue = $1 and digest = decode($2, 'hex')", [
      queue,
      digest,
    ]);
  }
}
