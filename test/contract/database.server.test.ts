import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Database } from "../../infra/postgres/database.ts";
import { openServerDatabase } from "../support/postgres-server.ts";
import { databaseContract } from "./database.ts";
import { onAServer } from "./on-a-server.ts";

onAServer((url) => {
  databaseContract("server", { concurrent: true }, () => openServerDatabase(url));

  describe("connections that the server has ended", () => {
    let database: Database;
    beforeAll(async () => {
      database = await openServerDatabase(url);
    });
    afterAll(() => database.close());

    it("are replaced", async () => {
      const ended = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()";
      const ask = (sql: string): Promise<unknown> => database.query(sql).catch((error: unknown) => error);
      await Promise.all([1, 2, 3].map(() => ask("select pg_sleep(0.01)")));
      const answers = [await ask(ended)];
      // A connection that has just been ended may not have been told yet.
      while (answers.at(-1) instanceof Error) answers.push(await ask("select 1"));
      for (const failure of answers.slice(0, -1)) expect(failure).toMatchObject({ kind: "unavailable" });
      expect(answers.length).toBeLessThan(10);
    });
  });
});
