import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Database } from "../../infra/postgres/database.ts";
import type { Migration } from "../../infra/postgres/migrate.ts";
import { assertCurrent, identify, migrate, MigrationRefused, readMigrations } from "../../infra/postgres/migrate.ts";

const aMigration = (number: number, sql: string): Migration => ({
  number,
  name: `${number}-test.sql`,
  sql,
  checksum: createHash("sha256").update(sql).digest("hex"),
});

/** What is promised of bringing a schema up to date. */
export const migrationsContract = (name: string, openDatabase: () => Promise<Database>): void => {
  describe(`migrations (${name})`, () => {
    let database: Database;
    let known: readonly Migration[];
    beforeAll(async () => {
      database = await openDatabase();
      known = await readMigrations();
    });
    afterAll(() => database.close());
    beforeEach(async () => {
      await database.query("drop table if exists marks");
      await database.query("delete from schema_migrations where number >= 9000");
    });

    const ran = async () => {
      const rows = await database.query<{ number: number }>("select number from schema_migrations order by number");
      return rows.map(({ number }) => number);
    };
    const makeMarks = aMigration(9_000, "create table marks (at integer); insert into marks values (1)");
    const marks = () => database.query("select at from marks order by at");

    it("run once, in their order, and are recorded", async () => {
      const migrations = [...known, makeMarks, aMigration(9_001, "insert into marks select max(at) + 1 from marks")];
      await migrate(database, migrations);
      await migrate(database, migrations);
      expect(await marks()).toEqual([{ at: 1 }, { at: 2 }]);
      expect(await ran()).toEqual(migrations.map(({ number }) => number));
    });

    it("run once also when many processes start at the same time", async () => {
      await Promise.all(Array.from({ length: 4 }, () => migrate(database, [...known, makeMarks])));
      expect(await marks()).toEqual([{ at: 1 }]);
    });

    it("run all or none", async () => {
      const migrations = [...known, makeMarks, aMigration(9_001, "insert into nowhere values (1)")];
      await expect(migrate(database, migrations)).rejects.toMatchObject({ name: "StorageFailure", kind: "broken" });
      expect(await ran()).toEqual(known.map(({ number }) => number));
      await expect(marks()).rejects.toMatchObject({ kind: "broken" });
    });

    it("are refused when one that ran has other content now", async () => {
      await migrate(database, [...known, makeMarks]);
      const edited = [
        ...known,
        { ...aMigration(9_000, "select 1"), name: makeMarks.name },
        aMigration(9_001, "drop table marks"),
      ];
      await expect(migrate(database, edited)).rejects.toThrow(MigrationRefused);
      await expect(migrate(database, edited)).rejects.toThrow("9000-test.sql ran here with other content");
      expect(await marks()).toEqual([{ at: 1 }]);
    });

    it("are refused when the database was used by a newer version", async () => {
      await migrate(database, [...known, makeMarks]);
      await expect(migrate(database, known)).rejects.toThrow("9000-test.sql, which this version does not know");
    });

    describe("that a process leaves to others", () => {
      it("have run when the schema is exactly what it knows", async () => {
        await migrate(database, [...known, makeMarks]);
        await assertCurrent(database, [...known, makeMarks]);
      });

      it("are asked for when one is missing, with the command that runs it", async () => {
        const check = assertCurrent(database, [...known, makeMarks]);
        await expect(check).rejects.toThrow(MigrationRefused);
        await expect(check).rejects.toThrow(/lacks 9000-test.sql.* run `npm run migrate`/);
        await expect(marks()).rejects.toMatchObject({ kind: "broken" });
      });

      it("are asked for when none has run", async () => {
        const empty = database.transaction("read committed", async (queries) => {
          await queries.tell("drop table schema_migrations");
          await assertCurrent({ ...database, query: (statement, params) => queries.query(statement, params) }, known);
        });
        await expect(empty).rejects.toThrow(`lacks ${known[0]!.name}`);
      });

      it("are refused when they come from a newer version", async () => {
        await migrate(database, [...known, makeMarks]);
        await expect(assertCurrent(database, known)).rejects.toThrow("9000-test.sql, which this version does not know");
      });
    });

    it("give a database one identity, however often it is put to use", async () => {
      const epoch = () => database.query("select epoch from deployment");
      const before = await epoch();
      await identify(database);
      expect([before.length, await epoch()]).toEqual([1, before]);
    });
  });
};
