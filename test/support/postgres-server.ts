import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Database } from "../../infra/postgres/database.ts";
import { identify, migrate, readMigrations } from "../../infra/postgres/migrate.ts";
import type { ServerLimits } from "../../infra/postgres/server.ts";
import { openServer } from "../../infra/postgres/server.ts";

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

export interface OwnDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database of a test's own, on a server. @param more what `create database` is told beside its name. */
export const createDatabase = async (
  url: string,
  more = "encoding 'UTF8' template template0",
): Promise<OwnDatabase> => {
  const name = `chat_test_${randomUUID().replaceAll("-", "")}`;
  await asked(url, `create database ${name} ${more}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => asked(url, `drop database if exists ${name} with (force)`) };
};

/** A database of a test file's own, on a server, that goes with it. */
export const openServerDatabase = async (url: string, limits?: ServerLimits): Promise<Database> => {
  const own = await createDatabase(url);
  const database = await openServer({ url: own.url, max: 4, name: "chat-test" }, limits);
  await migrate(database, await readMigrations());
  await identify(database);
  return {
    query: (statement, params) => database.query(statement, params),
    tell: (statement, params) => database.tell(statement, params),
    transaction: (kind, work) => database.transaction(kind, work),
    close: async () => {
      await database.close();
      await own.drop();
    },
  };
};
