import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Database } from "../../infra/postgres/database.ts";
import { PostgresPartitionLeases } from "../../infra/postgres/partition-leases.ts";
import { PartitionsDiffer, readPartitions, recordPartitions, repartition } from "../../infra/postgres/partitions.ts";
import type { LeaseKeeper } from "./partition-leases.ts";
import { partitionLeasesContract } from "./partition-leases.ts";

const keeperOn = (database: Database): LeaseKeeper => ({
  process: (partitions) => new PostgresPartitionLeases(database, randomUUID(), partitions),
  expireAll: async () => {
    const justNow = "set until = clock_timestamp() - interval '1 millisecond'";
    await database.query(`update partitions ${justNow} where owner is not null`);
    await database.query(`update consumers ${justNow}`);
  },
  clear: async () => {
    await database.query("delete from partitions");
    await database.query("delete from consumers");
  },
  close: () => database.close(),
});

const usual = { takeExpired: false, except: [] };

/** The leases as PostgreSQL keeps them, and what else it knows of partitions. */
export const postgresLeases = (name: string, openDatabase: () => Promise<Database>): void => {
  partitionLeasesContract(name, async () => keeperOn(await openDatabase()));

  describe(`partitions in the database (${name})`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await openDatabase();
    });
    afterAll(() => database.close());
    beforeEach(async () => {
      await keeperOn(database).clear();
      await database.query("update deployment set partitions = null, partition_hash = null");
    });

    const livingNow = async () => {
      const rows = await database.query<{ owner: string }>("select owner from consumers order by owner");
      return rows.map(({ owner }) => owner);
    };
    const aProcess = (owner: string) => new PostgresPartitionLeases(database, owner, 2);

    it("remember a process for a minute after its last word", async () => {
      for (const owner of ["early", "late"]) await aProcess(owner).renew(usual);
      const silentFor = "update consumers set until = clock_timestamp() - $2::interval where owner = $1";
      await database.query(silentFor, ["early", "61 seconds"]);
      await database.query(silentFor, ["late", "59 seconds"]);
      await aProcess("alive").renew(usual);
      expect(await livingNow()).toEqual(["alive", "late"]);
    });

    it("have names that an operator can match with the queues", async () => {
      await aProcess("worker").renew(usual);
      const rows = await database.query("select name, owner from partitions order by name");
      expect(rows).toEqual([
        { name: "timeline.0", owner: "worker" },
        { name: "timeline.1", owner: "worker" },
      ]);
    });

    it("are recorded by whoever says first how many there are", async () => {
      expect(await readPartitions(database)).toBeUndefined();
      const said = await Promise.allSettled([4, 8, 16].map((count) => recordPartitions(database, count, "crc32")));
      expect(said.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const recorded = await readPartitions(database);
      await recordPartitions(database, recorded!, "crc32");
    });

    it("are refused to a process that would divide otherwise, with what to do", async () => {
      await recordPartitions(database, 8, "crc32");
      await expect(recordPartitions(database, 16, "crc32")).rejects.toThrow(PartitionsDiffer);
      await expect(recordPartitions(database, 16, "crc32")).rejects.toThrow(
        /into 8 queues by crc32, .* into 16 queues by crc32.* Set PARTITIONS=8 again.*`PARTITIONS=16 npm run migrate -- --repartition`/,
      );
      await expect(recordPartitions(database, 8, "fnv")).rejects.toThrow("Start the version that was used before");
    });

    it("are divided anew, and nobody holds what was", async () => {
      await recordPartitions(database, 2, "crc32");
      await aProcess("worker").renew(usual);
      await repartition(database, 4, "crc32");
      await recordPartitions(database, 4, "crc32");
      expect(await database.query("select * from partitions")).toEqual([]);
    });

    it("are not recorded where `migrate` never was", async () => {
      const gone = database.transaction("read committed", async (queries) => {
        await queries.tell("delete from deployment");
        return readPartitions({ ...database, query: (statement, params) => queries.query(statement, params) });
      });
      await expect(gone).rejects.toThrow("run `npm run migrate` first");
    });
  });
};
