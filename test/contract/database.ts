import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { StorageFailure } from "../../core/errors.ts";
import type { Database } from "../../infra/postgres/database.ts";
import type { Queries } from "../../infra/postgres/queries.ts";
import { settled } from "../support/fake-clock.ts";
import { statementsContract } from "./database-statements.ts";

export interface DatabaseTraits {
  /** Whether transactions run beside each other; else one waits for the other. */
  readonly concurrent: boolean;
}

const insert = (queries: Queries, id: number) => queries.query("insert into probes (id) values ($1)", [id]);

const idsIn = async (queries: Queries): Promise<number[]> => {
  const rows = await queries.query<{ id: number }>("select id from probes order by id");
  return rows.map(({ id }) => id);
};

/** Long enough for whoever does not wait to come in between. */
const aWhile = async (): Promise<void> => {
  for (let turns = 0; turns < 50; turns += 1) await settled();
};

class Stop extends Error {}
const stop = (): never => {
  throw new Stop("Enough.");
};

/** What everything above it may take for granted of a database, whichever it is. */
export const databaseContract = (
  name: string,
  { concurrent }: DatabaseTraits,
  openDatabase: () => Promise<Database>,
): void => {
  describe(`the database (${name})`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await openDatabase();
      await database.query("create table probes (id bigint primary key)");
      await database.query(
        "create table notes (probe bigint references probes deferrable initially deferred, text text)",
      );
    });
    afterAll(() => database.close());
    beforeEach(() => database.query("truncate probes, notes"));

    const run = <T>(work: (queries: Queries) => Promise<T>) => database.transaction("read committed", work);
    const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

    it("keeps what a transaction did, and gives its result", async () => {
      expect(await run((queries) => insert(queries, 1).then(() => "done"))).toBe("done");
      expect(await idsIn(database)).toEqual([1]);
    });

    it("undoes everything when the work fails, and passes its error on", async () => {
      const work = run(async (queries) => {
        await insert(queries, 1);
        stop();
      });
      await expect(work).rejects.toThrow(Stop);
      expect(await idsIn(database)).toEqual([]);
    });

    it("shows nobody what is not committed", async () => {
      const seen: number[][] = [];
      const undone = run(async (queries) => {
        await insert(queries, 1);
        await aWhile();
        stop();
      });
      const look = async (queries: Queries) => seen.push(await idsIn(queries));
      await Promise.allSettled([undone, look(database), run(look), database.transaction("snapshot", look)]);
      expect(seen).toEqual([[], [], []]);
    });

    it("mixes nothing up between transactions that run at once", async () => {
      const work = Array.from({ length: 12 }, (_, id) =>
        run(async (queries) => {
          await insert(queries, id);
          await aWhile();
          await insert(queries, 100 + id);
          if (id % 3 === 0) stop();
        }),
      );
      const results = await Promise.allSettled(work);
      expect(results.filter(({ status }) => status === "rejected")).toHaveLength(4);
      const kept = [1, 2, 4, 5, 7, 8, 10, 11];
      expect(await idsIn(database)).toEqual([...kept, ...kept.map((id) => 100 + id)]);
    });

    it("refuses a query past a running transaction, and the transaction fails", async () => {
      const query = run(() => database.query("select 1"));
      await expect(query).rejects.toThrow("Inside a transaction use the queries it gives");
      const nested = run(() => run(() => Promise.resolve()));
      await expect(nested).rejects.toThrow("Inside a transaction use the queries it gives");
      expect(await idsIn(database)).toEqual([]);
    });

    it("takes queries again from code that a transaction set going, once it is over", async () => {
      let isOver: () => void = () => {};
      const over = new Promise<void>((resolve) => (isOver = resolve));
      const { afterwards } = await run(async () => ({ afterwards: over.then(() => idsIn(database)) }));
      isOver();
      expect(await afterwards).toEqual([]);
    });

    it("shows a snapshot one state, however many statements it has", async () => {
      await insert(database, 1);
      let isRead: () => void = () => {};
      const read = new Promise<void>((resolve) => (isRead = resolve));
      const other = read.then(() => insert(database, 2));
      const seen = await database.transaction("snapshot", async (queries) => {
        const before = await idsIn(queries);
        isRead();
        await (concurrent ? other : aWhile());
        return [before, await idsIn(queries)];
      });
      await other;
      expect(seen).toEqual([[1], [1]]);
      expect(await idsIn(database)).toEqual([1, 2]);
    });

    it("lets nothing be written in a snapshot", async () => {
      await expect(database.transaction("snapshot", (queries) => insert(queries, 1))).rejects.toThrow(StorageFailure);
      expect(await idsIn(database)).toEqual([]);
    });

    it.each([
      ["a value that does not fit", "data", "select $1::bigint", ["x"]],
      ["a character that cannot be stored", "data", "select $1::text", ["a\u0000b"]],
      ["a broken constraint", "data", "insert into probes (id) values (1), (1)", []],
      ["a table that is not there", "broken", "select * from nowhere", []],
      ["a column that is not there", "broken", "select nothing from probes", []],
    ])("says of %s that it is %s", async (_what, kind, sql, params) => {
      expect(await failureOf(database.query(sql, params))).toMatchObject({ name: "StorageFailure", kind });
      expect(await failureOf(run((queries) => queries.query(sql, params)))).toMatchObject({ kind });
      expect(await idsIn(database)).toEqual([]);
    });

    it("recovers from a failed statement", async () => {
      const work = run(async (queries) => {
        await insert(queries, 1);
        await insert(queries, 1);
      });
      expect(await failureOf(work)).toMatchObject({ kind: "data" });
      await run((queries) => insert(queries, 2));
      expect(await idsIn(database)).toEqual([2]);
    });

    it("never says that a transaction was kept which a failed statement had undone", async () => {
      const work = run(async (queries) => {
        await insert(queries, 1);
        await failureOf(queries.query("select * from nowhere"));
      });
      await expect(work).rejects.toThrow("went on after a statement had failed");
      expect(await idsIn(database)).toEqual([]);
    });

    it("recovers from a failed commit", async () => {
      const work = run((queries) => queries.query("insert into notes (probe) values (404)"));
      expect(await failureOf(work)).toMatchObject({ name: "StorageFailure", kind: "data" });
      await run((queries) => insert(queries, 3));
      expect(await idsIn(database)).toEqual([3]);
    });

    it("gives counters as numbers, and times as RFC 3339 with milliseconds", async () => {
      const [row] = await database.query(
        "select 9007199254740991::bigint as counter, '2026-01-02 03:04:05.678+02'::timestamptz as at, null::bigint as none",
      );
      expect(row).toEqual({ counter: 9_007_199_254_740_991, at: "2026-01-02T01:04:05.678Z", none: null });
    });

    it.each([
      "\ufeffleading",
      "👋🏽 four bytes",
      `"double" and 'single'`,
      "\\back\\slash",
      "line\r\nfeed\ttab",
      "\u2028",
      "",
    ])("keeps the text %j as it is", async (text) => {
      await insert(database, 1);
      await database.query("insert into notes (probe, text) values (1, $1)", [text]);
      const answers = [
        await database.query("select text from notes"),
        await database.query("select text from notes where text = $1", [text]),
        await database.query("select n.text from unnest ($1::text[]) as n (text)", [[text]]),
      ];
      expect(answers).toEqual([[{ text }], [{ text }], [{ text }]]);
      const bytes = await database.query("select encode(convert_to(text, 'UTF8'), 'hex') as hex from notes");
      expect(bytes).toEqual([{ hex: Buffer.from(text).toString("hex") }]);
    });

    statementsContract(() => database);
  });
};
