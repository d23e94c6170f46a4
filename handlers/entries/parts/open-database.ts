import { holdAlone } from "../../../infra/postgres/alone.ts";
import type { ConfigFor, Role } from "../../../infra/config.ts";
import type { Database } from "../../../infra/postgres/database.ts";
import { assertCurrent, identify, migrate, readMigrations } from "../../../infra/postgres/migrate.ts";
import { recordPartitions } from "../../../infra/postgres/partitions.ts";
import { openServer } from "../../../infra/postgres/server.ts";
import { partitionHash } from "../../../infra/rabbitmq/names.ts";
import type { Frame } from "./frame.ts";

/** Connections to the database of one process; a consumer works on as many partitions at once. */
const poolSize = 10;

type DatabaseConfig = ConfigFor<"migrate">;

const openPool = async ({ closing }: Frame, config: DatabaseConfig, role: Role): Promise<Database> => {
  const database = await openServer({ url: config.databaseUrl, max: poolSize, name: `chat-${role}` });
  closing.add(() => database.close());
  return database;
};

/**
 * PostgreSQL with the very schema that this version knows, and the partitions that every process agrees on.
 * @throws DatabaseUnreachable, DatabaseUnfit, MigrationRefused, PartitionsDiffer
 */
export const openDatabase = async (frame: Frame, config: DatabaseConfig, role: Role): Promise<Database> => {
  const database = await openPool(frame, config, role);
  await assertCurrent(database, await readMigrations());
  await agreeOnPartitions(database, config.partitions);
  return database;
};

/** Every process that uses the same queues divides rooms among them alike. @throws PartitionsDiffer */
export const agreeOnPartitions = (database: Database, partitions: number): Promise<void> =>
  recordPartitions(database, partitions, partitionHash);

/** For a process whose queue or broadcaster is its own. @throws DatabaseInUse; ends the process when that is lost */
export const openAlone = async ({ logger, closing }: Frame, url: string): Promise<void> => {
  const giveUp = await holdAlone(url, () => {
    logger.error({ alarm: true }, "the lock on the database is lost, and another process may have it; start again");
    process.exit(1);
  });
  closing.add(giveUp);
};

/** The same, brought up to date first. */
export const openMigrated = async (frame: Frame, config: DatabaseConfig, role: Role): Promise<Database> => {
  const database = await openPool(frame, config, role);
  await migrate(database, await readMigrations());
  await identify(database);
  return database;
};
