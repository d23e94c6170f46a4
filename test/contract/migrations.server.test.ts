import { describe, expect, it } from "@jest/globals";
import { migrate } from "../../infra/postgres/migrate.ts";
import { openServer } from "../../infra/postgres/server.ts";
import { createDatabase, openServerDatabase } from "../support/postgres-server.ts";
import { eventually } from "../support/wait.ts";
import { migrationsContract } from "./migrations.ts";
import { onAServer } from "./on-a-server.ts";

const sql = "lock table first; lock table second; alter table first add column added integer";

onAServer((url) => {
  migrationsContract("server", () => openServerDatabase(url));

  describe("a migration that PostgreSQL ends as the victim of a deadlock", () => {
    it("is run again", async () => {
      const own = await createDatabase(url);
      const settings = { url: own.url, max: 2, name: "chat-test" };
      const [database, worker] = await Promise.all([openServer(settings), openServer(settings)]);
      await database.query("create table first ()");
      await database.query("create table second ()");
      let migrated: Promise<void> = Promise.resolve();
      await worker.transaction("patient", async (queries) => {
        await queries.query("lock table second");
        migrated = migrate(database, [{ number: 1, name: "0001-test.sql", sql, checksum: "1" }]);
        const waiting = "select 1 from pg_locks where not granted and relation = 'second'::regclass";
        await eventually(async () => (await queries.query(waiting))[0], "the migration waits");
        // The migration is the first to wait, so it is the first that PostgreSQL looks at.
        await queries.query("lock table first");
      });
      await migrated;
      expect(await database.query("select added from first")).toEqual([]);
      await Promise.all([database.close(), worker.close()]);
      await own.drop();
    });
  });
});
