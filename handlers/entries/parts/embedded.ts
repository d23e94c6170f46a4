import type { Database } from "../../../infra/postgres/database.ts";
import type { DatabaseEvents } from "../../../infra/postgres/pglite.ts";
import { openEmbedded } from "../../../infra/postgres/pglite.ts";
import type { Logger } from "../../../infra/telemetry/logger.ts";
import type { Frame } from "./frame.ts";

/** The database in the process itself, in this directory. @throws DirectoryInUse, MigrationRefused */
export const openEmbeddedDatabase = async ({ logger, closing }: Frame, dataDir: string): Promise<Database> => {
  const database = await openEmbedded(dataDir, databaseEvents(logger));
  closing.add(() => database.close());
  return database;
};

/** What was accepted is in the log of the database, and a new process takes it from there; this one can do nothing more. */
const databaseEvents = (logger: Logger): DatabaseEvents => ({
  onBroken: (reason) => {
    logger.error({ reason, alarm: true }, "the database has ended; free space if the disk is full, and start again");
    process.exit(1);
  },
  onSetback: (error) => {
    logger.warn({ err: error }, "the upkeep of the database failed");
  },
});
