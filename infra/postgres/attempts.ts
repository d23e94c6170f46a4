import type { Attempt, Attempted, Attempts } from "../../core/ports/attempts.ts";
import { maxAttempts } from "../../core/ports/attempts.ts";
import type { LetterKey } from "../../core/ports/dead-letter-log.ts";
import type { Database } from "./database.ts";

/** What is a day old blames nobody any more. A statement does not see what it writes itself, so the count is its own. */
const begin = `
  with gone as (
    delete from attempts where at < now() - interval '1 day' and (queue, digest) <> ($1, decode($2, 'hex'))
  ), begun as (
    insert into attempts (queue, digest, line, owner) values ($1, decode($2, 'hex'), $3, $4)
    on conflict (queue, digest) do update set
      count = attempts.count + (attempts.owner <> excluded.owner)::integer, owner = excluded.owner, at = excluded.at
    returning count
  ), struck as (
    select count(distinct line)::integer as lines from attempts
    where count > ${maxAttempts} and at > now() - interval '10 minutes'
  )
  select begun.count, struck.lines as "struckLines" from begun cross join struck`;

export class PostgresAttempts implements Attempts {
  readonly #database: Database;
  readonly #owner: string;

  /** @param owner names this process among all that ever lived */
  constructor(database: Database, owner: string) {
    this.#database = database;
    this.#owner = owner;
  }

  async begin({ queue, digest, line }: Attempt): Promise<Attempted> {
    const [row] = await this.#database.query<Attempted>(begin, [queue, digest, line, this.#owner]);
    return row ?? { count: 1, struckLines: 0 };
  }

  async survived({ queue, digest }: LetterKey): Promise<void> {
    await this.#database.query("delete from attempts where queue = $1 and digest = decode($2, 'hex')", [queue, digest]);
  }
}
