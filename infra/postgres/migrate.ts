import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { StorageFailure } from "../../core/errors.ts";
import type { Database } from "./database.ts";
import type { Queries } from "./queries.ts";

export interface Migration {
  readonly number: number;
  /** As in `0001-first-light.sql`. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text. A migration is never edited once it has run anywhere. */
  readonly checksum: string;
}

/** A migration as a database remembers it. */
type Done = Pick<Migration, "number" | "name" | "checksum">;

/** What an operator must decide; the message is a sentence that says what to do. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}

/** Any number will do, as long as every process takes the same: "chat". */
const advisoryLock = 0x63686174;

const pattern = /^(\d{4})-[a-z0-9-]+[.]sql$/;

export const readMigrations = async (
  directory = join(import.meta.dirname, "migrations"),
): Promise<readonly Migration[]> => {
  const names = (await readdir(directory)).filter((name) => pattern.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(directory, name), "utf8");
      return { number: Number(name.slice(0, 4)), name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
};

/** Changes when any migration does. */
export const checksumOf = (migrations: readonly Migration[]): string =>
  createHash("sha256")
    .update(migrations.map(({ checksum }) => checksum).join())
    .digest("hex")
    .slice(0, 12);

/** Processes that work meanwhile lock other tables first; where PostgreSQL ends the migration for it, nothing of it is done. */
const mostDeadlocks = 10;

const isDeadlock = (error: unknown): boolean =>
  error instanceof StorageFailure && (error.cause as { readonly code?: unknown } | undefined)?.code === "40P01";

/**
 * Brings the schema up to date, once, whoever else is starting.
 * @throws MigrationRefused when the database has been where these migrations do not lead.
 */
export const migrate = async (database: Database, migrations: readonly Migration[]): Promise<void> => {
  for (let deadlocks = 0; ; deadlocks += 1) {
    try {
      await migrateOnce(database, migrations);
      return;
    } catch (error) {
      if (!isDeadlock(error) || deadlocks === mostDeadlocks) throw error;
    }
  }
};

const migrateOnce = (database: Database, migrations: readonly Migration[]): Promise<void> =>
  database.transaction("patient", async (queries) => {
    await queries.query("select pg_advisory_xact_lock($1)", [advisoryLock]);
    await queries.query(`create table if not exists schema_migrations (
      number integer primary key, name text not null, checksum text not null, at timestamptz(3) not null default now())`);
    const done = await ranIn(queries);
    refuseForeign(done, migrations);
    const ran = new Set(done.map(({ number }) => number));
    for (const migration of migrations) if (!ran.has(migration.number)) await run(queries, migration);
  });

/**
 * For a process that leaves migrating to others.
 * @throws MigrationRefused unless the schema is exactly what these migrations lead to.
 */
export const assertCurrent = async (database: Database, migrations: readonly Migration[]): Promise<void> => {
  const [table] = await database.query<{ exists: boolean }>(
    "select to_regclass('schema_migrations') is not null as exists",
  );
  const done = table?.exists ? await ranIn(database) : [];
  refuseForeign(done, migrations);
  const ran = new Set(done.map(({ number }) => number));
  const missing = migrations.filter(({ number }) => !ran.has(number)).map(({ name }) => name);
  if (missing.length > 0) {
    throw new MigrationRefused(
      `The database lacks ${missing.join(", ")}. Bring it up to date first: run \`npm run migrate\` with the same DATABASE_URL.`,
    );
  }
};

const ranIn = (queries: Queries): Promise<Done[]> =>
  queries.query<Done>("select number, name, checksum from schema_migrations order by number");

const run = async (queries: Queries, { number, name, sql, checksum }: Migration): Promise<void> => {
  await queries.query(sql);
  await queries.query("insert into schema_migrations (number, name, checksum) values ($1, $2, $3)", [
    number,
    name,
    checksum,
  ]);
};

const refuseForeign = (done: readonly Done[], known: readonly Migration[]): void => {
  for (const { number, name, checksum } of done) {
    const migration = known.find((each) => each.number === number);
    if (!migration) {
      throw new MigrationRefused(
        `The database has the migration ${name}, which this version does not know: it was used by a newer version. Start that version, or restore a backup from before the upgrade.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new MigrationRefused(
        `The migration ${name} ran here with other content than it has now. Restore the file as it was, and put the change into a new migration.`,
      );
    }
  }
};

/** Gives a database its identity when it is first put to use; a template has none. */
export const identify = async (database: Database): Promise<void> => {
  await database.query("insert into deployment default values on conflict do nothing");
};
