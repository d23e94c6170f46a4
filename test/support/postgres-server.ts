import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Database } from "../../infra/postgres/database.ts";
import { PoolDatabase } from "../../infra/postgres/database.ts";
import { identify, migrate, readMigrations } from "../../infra/postgres/migrate.ts";
import { types } from "../../infra/postgres/types.ts";

/** Where a PostgreSQL server answers, whose user may create databases; the embedded one is tested in any case. */
export const serverUrl: string | undefined = process.env.DATABASE_URL;

const asked = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

/** A database of a test file's own, on a server, that goes with it. */
export const openServerDatabase = async (url: string): Promise<Database> => {
  const name = `chat_test_${randomUUID().replaceAll("-", "")}`;
  await asked(url, `create database ${name} encoding 'UTF8' template template0`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: own.href, max: 4, lock_timeout: 2_000, types });
  const database = new PoolDatabase(pool);
  await migrate(database, await readMigrations());
  await identify(database);
  return {
    query: (sql, params) => database.query(sql, params),
    transaction: (isolation, work) => database.transaction(isolation, work),
    close: async () => {
      await database.close();
      await asked(url, `drop database if exists ${name} with (force)`);
    },
  };
};
