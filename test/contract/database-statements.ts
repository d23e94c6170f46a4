import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Database } from "../../infra/postgres/database.ts";
import type { Prepared, Queries } from "../../infra/postgres/queries.ts";
import { prepared } from "../../infra/postgres/queries.ts";

const insert = "insert into statements (id) values ($1)";
const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

/** What is promised of statements that are told, and of prepared ones. */
export const statementsContract = (database: () => Database): void => {
  const run = <T>(work: (queries: Queries) => Promise<T>) => database().transaction("read committed", work);
  const ids = async (queries: Queries = database()): Promise<number[]> => {
    const rows = await queries.query<{ id: number }>("select id from statements order by id");
    return rows.map(({ id }) => id);
  };
  beforeEach(async () => {
    await database().query("drop table if exists statements");
    await database().query("create table statements (id bigint primary key)");
  });

  describe("a statement that is told", () => {
    it("is done, in its place among the others", async () => {
      const seen = await run(async (queries) => {
        await queries.tell(insert, [1]);
        const before = await ids(queries);
        await queries.tell(insert, [2]);
        return before;
      });
      await database().tell(insert, [3]);
      expect([seen, await ids()]).toEqual([[1], [1, 2, 3]]);
    });

    it("fails the next one when it fails, with its own failure", async () => {
      const work = run(async (queries) => {
        await queries.tell(insert, [1]);
        await queries.tell("insert into nowhere values (1)");
        await queries.query("select $1::bigint", ["not a number"]);
      });
      expect(await failureOf(work)).toMatchObject({ kind: "broken" });
      expect(await ids()).toEqual([]);
    });

    it("fails the transaction when it was the last", async () => {
      const work = run(async (queries) => {
        await queries.tell(insert, [1]);
        await queries.tell(insert, [1]);
      });
      expect(await failureOf(work)).toMatchObject({ kind: "data" });
      expect(await ids()).toEqual([]);
    });

    it("is not left out when it cannot be sent: the transaction ends there", async () => {
      const work = run(async (queries) => {
        await queries.tell(insert, [1]);
        await queries.tell(insert, [{ not: "a parameter" }]);
      });
      await expect(work).rejects.toThrow(TypeError);
      expect(await ids()).toEqual([]);
    });
  });

  describe("a prepared statement", () => {
    it("is the same question, however often it is asked", async () => {
      const insertion = prepared(insert);
      for (const id of [1, 2]) await database().query(insertion, [id]);
      await run(async (queries) => {
        for (const id of [3, 4]) await queries.tell(insertion, [id]);
      });
      expect(await ids()).toEqual([1, 2, 3, 4]);
    });

    /** Answers to the same question, until it is answered as it should be. */
    const answersTo = async (statement: Prepared): Promise<readonly unknown[]> => {
      const answers = [await failureOf(database().query(statement))];
      while (!Array.isArray(answers.at(-1)) && answers.length < 4) {
        answers.push(await failureOf(database().query(statement)));
      }
      for (const failure of answers.slice(0, -1)) expect(failure).toMatchObject({ kind: "unavailable" });
      return answers;
    };

    it("fails as if for a moment when its table has changed, and is then asked anew", async () => {
      const shape = prepared("select * from shapes");
      await database().query("create table shapes as select 1 as id");
      for (let times = 0; times < 6; times += 1) await run((queries) => queries.query(shape));
      await database().query("alter table shapes add column text text");
      expect((await answersTo(shape)).at(-1)).toEqual([{ id: 1, text: null }]);
    });

    it("is asked anew when its connection does not have it any more", async () => {
      const here = prepared("select 'here' as answer");
      for (let times = 0; times < 6; times += 1) await database().query(here);
      await database().query("deallocate all");
      expect((await answersTo(here)).at(-1)).toEqual([{ answer: "here" }]);
    });
  });

  describe("a patient transaction", () => {
    it("is a transaction", async () => {
      const work = database().transaction("patient", async (queries) => {
        await queries.tell(insert, [1]);
        throw new RangeError("Enough.");
      });
      await expect(work).rejects.toThrow(RangeError);
      await database().transaction("patient", (queries) => queries.tell(insert, [2]));
      expect(await ids()).toEqual([2]);
    });

    it("changes nothing for those that come after it on its connection", async () => {
      const limits = async () => {
        const [row] = await database().query<{ lock: string; statement: string }>(
          "select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement",
        );
        return row;
      };
      const before = await limits();
      await database().transaction("patient", (queries) => queries.query("select 1"));
      expect(await limits()).toEqual(before);
    });
  });
};
