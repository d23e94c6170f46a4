import type { Database } from "../../infra/postgres/database.ts";
import { PostgresDeadLetterLog } from "../../infra/postgres/dead-letter-log.ts";
import type { ReadableLog } from "./dead-letter-log.ts";

export const logOn = (database: Database): ReadableLog => ({
  log: new PostgresDeadLetterLog(database),
  read: (queue) =>
    database.query(
      "select queue, encode(digest, 'hex') as digest, reason from dead_letters where queue = $1 order by digest",
      [queue],
    ),
  close: () => database.close(),
});
