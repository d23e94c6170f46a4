import pg from "pg";

/** Another process has this database for itself; the message says what to do. */
export class DatabaseInUse extends Error {
  override readonly name = "DatabaseInUse";
}

/** Any number will do, as long as every process takes the same: "alon". */
const advisoryLock = 0x616c6f6e;

const connectMs = 5_000;

/**
 * Has the database for this process alone, as long as the process and the connection last.
 * @param onLost called when the connection broke, and with it the lock.
 * @returns gives it up.
 * @throws DatabaseInUse
 */
export const holdAlone = async (url: string, onLost: () => void): Promise<() => Promise<void>> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: "chat-alone",
    keepAlive: true,
    connectionTimeoutMillis: connectMs,
  });
  let isGivenUp = false;
  client.on("error", () => undefined);
  client.on("end", () => {
    if (!isGivenUp) onLost();
  });
  const giveUp = async (): Promise<void> => {
    isGivenUp = true;
    await client.end();
  };
  await client.connect();
  const { rows } = await client.query<{ had: boolean }>("select pg_try_advisory_lock($1) as had", [advisoryLock]);
  if (rows[0]?.had) return giveUp;
  await giveUp();
  throw new DatabaseInUse(
    "Another process uses this database with a queue or a broadcaster of its own, and two would not hear of each other. " +
      "Stop the other one, or set AMQP_URL and REDIS_URL for both.",
  );
};
