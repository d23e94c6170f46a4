import type { Config, ConfigFor, Role } from "../../../infra/config.ts";
import { readConfig } from "../../../infra/config.ts";
import { assertCurrent, readMigrations } from "../../../infra/postgres/migrate.ts";
import type { RenewableDatabase } from "../../../infra/postgres/renewable-database.ts";
import { openRenewableServer } from "../../../infra/postgres/server.ts";
import { createLogger } from "../../../infra/telemetry/logger.ts";
import { sentenceOf } from "../run.ts";
import type { Closer } from "./closing.ts";
import type { Frame } from "./frame.ts";
import { inFrame } from "./frame.ts";
import { agreeOnPartitions } from "./open-database.ts";

/** Connections to the database of one environment: there may be hundreds of those, and each does one thing at a time. */
const poolSize = 2;

/** Networks forget what is silent for longer than this, in milliseconds; a process closes such connections by itself. */
export const forgottenMs = 60_000;

/** What was opened is closed again when a start fails halfway. @throws what stops it, when the operator was told */
export const openFunction = async <T extends object>(
  start: (frame: Frame, config: Config) => Promise<T>,
): Promise<T & Closer> => {
  try {
    const config = readConfig();
    return await inFrame(config, (frame) => start(frame, config));
  } catch (error) {
    createLogger("error").error({ alarm: true }, `The function cannot start. ${sentenceOf(error)}`);
    throw error;
  }
};

/** @throws DatabaseUnreachable, DatabaseUnfit, MigrationRefused, PartitionsDiffer */
export const openRenewableDatabase = async (
  { closing }: Frame,
  config: ConfigFor<"migrate">,
  role: Role,
): Promise<RenewableDatabase> => {
  const database = await openRenewableServer({ url: config.databaseUrl, max: poolSize, name: `chat-${role}` });
  closing.add(() => database.close());
  await assertCurrent(database, await readMigrations());
  await agreeOnPartitions(database, config.partitions);
  return database;
};
