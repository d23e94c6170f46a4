import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Database } from "../../infra/postgres/database.ts";
import { assertCurrent, migrate } from "../../infra/postgres/migrate.ts";
import type { Queries } from "../../infra/postgres/queries.ts";
import { openServer } from "../../infra/postgres/server.ts";
import type { OwnDatabase } from "../support/postgres-server.ts";
import { createDatabase } from "../support/postgres-server.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { onAServer } from "./on-a-server.ts";

/** In milliseconds: as small as a loaded machine allows. */
const hasty = { connect: 2_000, statement: 1_000, lock: 300, idleInTransaction: 500, answer: 1_500 };

const unavailable = { name: "StorageFailure", kind: "unavailable" };
const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

onAServer((url) => {
  let own: OwnDatabase;
  let proxy: TcpProxy;
  /** Has one connection, through the proxy: whoever spoils it spoils it for the next. */
  let database: Database;
  let operator: Database;
  beforeAll(async () => {
    own = await createDatabase(url);
    proxy = await TcpProxy.open(own.url);
    database = await openServer({ url: proxy.through(own.url), max: 1, name: "chat-test" }, hasty);
    operator = await openServer({ url: own.url, max: 2, name: "chat-test" });
    await operator.query("create table probes (id bigint primary key)");
  });
  afterAll(async () => {
    await Promise.all([database.close(), operator.close()]);
    await proxy.close();
    await own.drop();
  });
  beforeEach(() => operator.query("truncate probes"));

  const run = <T>(work: (queries: Queries) => Promise<T>) => database.transaction("read committed", work);
  const insert = (queries: Queries, id: number) => queries.query("insert into probes values ($1)", [id]);
  const kept = () => operator.query("select id from probes order by id");
  const endOthers = () =>
    operator.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
  /** Asks until there is an answer: a connection that has just been ended may not have been told yet. */
  const answered = async () => {
    for (let times = 0; times < 10; times += 1) {
      const answer = await failureOf(database.query("select 1 as one"));
      if (Array.isArray(answer)) return answer as unknown;
      expect(answer).toMatchObject(unavailable);
    }
    return "never";
  };

  describe("a connection that the server has ended", () => {
    it("is replaced", async () => {
      await database.query("select 1");
      await endOthers();
      expect(await answered()).toEqual([{ one: 1 }]);
    });

    it("fails the transaction that had it, and nothing else", async () => {
      const ended = run(async (queries) => {
        await insert(queries, 1);
        await queries.query("select pg_terminate_backend(pg_backend_pid())");
      });
      expect(await failureOf(ended)).toMatchObject(unavailable);
      expect([await answered(), await kept()]).toEqual([[{ one: 1 }], []]);
    });

    it("fails it also when it was asking nothing at that moment", async () => {
      const ended = run(async (queries) => {
        await insert(queries, 1);
        await endOthers();
        await insert(queries, 2);
      });
      expect(await failureOf(ended)).toMatchObject(unavailable);
      expect([await answered(), await kept()]).toEqual([[{ one: 1 }], []]);
    });

    it("is no reason to commit what was sent behind its end", async () => {
      const cut = run(async (queries) => {
        await insert(queries, 1);
        proxy.cut();
        await queries.tell("insert into probes values (2)");
      });
      expect(await failureOf(cut)).toMatchObject(unavailable);
      expect([await answered(), await kept()]).toEqual([[{ one: 1 }], []]);
    });
  });

  describe("a server that says nothing any more", () => {
    it("is given up, and its late answer is nobody else's", async () => {
      await database.query("select 1");
      proxy.hold("answers");
      expect(await failureOf(database.query("select 'late' as one"))).toMatchObject(unavailable);
      proxy.heal();
      expect(await answered()).toEqual([{ one: 1 }]);
    });

    it("does not keep a connection that could not be rolled back", async () => {
      const work = run(async (queries) => {
        await insert(queries, 1);
        proxy.hold();
        throw new RangeError("Enough.");
      });
      await expect(work).rejects.toThrow(RangeError);
      proxy.heal();
      expect([await answered(), await kept()]).toEqual([[{ one: 1 }], []]);
    });
  });

  describe("the limits of a session", () => {
    it("end a statement that takes too long, unless the transaction is patient", async () => {
      const slow = "select pg_sleep(1.6)";
      expect(await failureOf(database.query(slow))).toMatchObject(unavailable);
      await database.transaction("patient", (queries) => queries.query(slow));
    });

    it("end the wait for a lock, unless the transaction is patient", async () => {
      const lock = "lock table probes";
      let release: () => void = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      let isLocked: () => void = () => {};
      const locked = new Promise<void>((resolve) => (isLocked = resolve));
      const held = operator.transaction("read committed", async (queries) => {
        await queries.query(lock);
        isLocked();
        await released;
      });
      await locked;
      expect(await failureOf(run((queries) => queries.query(lock)))).toMatchObject(unavailable);
      const patient = database.transaction("patient", (queries) => queries.query(lock));
      await operator.query("select pg_sleep(0.5)");
      release();
      await Promise.all([held, patient]);
    });

    it("hold for no migration, nor for the wait until another process has migrated", async () => {
      const sql = "select pg_sleep(1.6); create table made_once ()";
      const slow = { number: 1, name: "0001-slow.sql", sql, checksum: "1" };
      const other = await openServer({ url: own.url, max: 1, name: "chat-test" }, hasty);
      await Promise.all([database, other].map((each) => migrate(each, [slow])));
      await assertCurrent(other, [slow]);
      await other.close();
    });

    it("take the locks from a process that has stopped inside a transaction", async () => {
      const stopped = run(async (queries) => {
        await queries.query("lock table probes");
        await operator.transaction("patient", (others) => others.query("lock table probes"));
        return insert(queries, 1);
      });
      expect(await failureOf(stopped)).toMatchObject(unavailable);
      expect([await answered(), await kept()]).toEqual([[{ one: 1 }], []]);
    });
  });
});
