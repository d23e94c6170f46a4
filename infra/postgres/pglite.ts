import { existsSync } from "node:fs";
import { cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { Database } from "./database.ts";
import { PoolDatabase } from "./database.ts";
import { lockDirectory } from "./directory-lock.ts";
import { identify, migrate, readMigrations } from "./migrate.ts";
import { PGliteStream } from "./pglite-stream.ts";
import { planning } from "./queries.ts";
import { templateDirectory } from "./template.ts";
import { types } from "./types.ts";

/** PGlite has no background workers: without statistics a page of history is planned three times slower. */
const firstUpkeepMs = 60_000;
const upkeepMs = 600_000;
/** How long somebody waits for the one client. */
const acquireMs = 5_000;

/** What happens to the database behind everybody's back. */
export interface DatabaseEvents {
  /** It has ended, as it does when the disk is full: only a new process opens it again. */
  readonly onBroken: (reason: string) => void;
  /** Its upkeep failed; the next round has another chance. */
  readonly onSetback: (error: unknown) => void;
}

/**
 * PGlite behind a node-postgres pool. One client and never more: a second one would share the session of the first,
 * transaction and all.
 */
export const connect = async (directory: string, onBroken: (reason: string) => void): Promise<Database> => {
  const pglite = await PGlite.create(directory);
  const pool = new pg.Pool({
    stream: () => new PGliteStream(pglite, onBroken),
    user: "postgres",
    database: "postgres",
    max: 1,
    pipeline: true,
    connectionTimeoutMillis: acquireMs,
    idleTimeoutMillis: 0,
    types,
  });
  const database = new PoolDatabase(pool, false);
  for (const [name, value] of Object.entries(planning)) await database.query(`set ${name} = ${value}`);
  return {
    query: (statement, params) => database.query(statement, params),
    tell: (statement, params) => database.tell(statement, params),
    transaction: (kind, work) => database.transaction(kind, work),
    close: async () => {
      await database.close();
      await pglite.close();
    },
  };
};

/** A copy that was cut off must not pass for a database, so it gets its name when it is whole. */
const unpackTemplate = async (directory: string): Promise<void> => {
  const template = await templateDirectory();
  if (existsSync(directory) || !existsSync(template)) return;
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(template, unfinished, { recursive: true });
  await rename(unfinished, directory);
};

const keepUp = (database: Database, { onSetback }: DatabaseEvents): (() => void) => {
  const upkeep = (): void => {
    void database
      .query("vacuum analyze")
      .then(() => database.query("checkpoint"))
      .catch(onSetback);
    timer = setTimeout(upkeep, upkeepMs).unref();
  };
  let timer = setTimeout(upkeep, firstUpkeepMs).unref();
  return () => {
    clearTimeout(timer);
  };
};

/**
 * The database of the embedded mode, in `dataDir`. It survives the death of the process, not of the power: PGlite
 * never calls fsync.
 * @throws DirectoryInUse when another process has it; MigrationRefused when a newer version has used it.
 */
export const openEmbedded = async (dataDir: string, events: DatabaseEvents): Promise<Database> => {
  const unlock = lockDirectory(dataDir, events.onBroken);
  try {
    const directory = join(dataDir, "postgres");
    await unpackTemplate(directory);
    const database = await connect(directory, events.onBroken);
    await prepare(database);
    return closingAlso(database, keepUp(database, events), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
};

const prepare = async (database: Database): Promise<void> => {
  try {
    await migrate(database, await readMigrations());
    await identify(database);
  } catch (error) {
    await database.close();
    throw error;
  }
};

const closingAlso = (database: Database, stopUpkeep: () => void, unlock: () => void): Database => ({
  ...database,
  close: async () => {
    stopUpkeep();
    await database.close();
    unlock();
  },
});
