import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { eventually } from "../../support/wait.ts";
import type { Fault } from "../harness/fault.ts";
import { between } from "../harness/fault.ts";
import type { Way } from "../harness/preparation.ts";
import { asked } from "./questions.ts";
import { upgradeFault } from "./upgrade.ts";

const part = "database";
const everyWay: readonly Way[] = ["http:database", "gateway:database", "consumer:database"];

const others = "datname = current_database() and pid <> pg_backend_pid()";

/** Takes what the product's next insert needs, and then asks for what the product holds: it is the one that notices. */
const deadlock = async (client: pg.Client, ahead: number): Promise<void> => {
  await client.query("begin");
  await client.query("set local deadlock_timeout = '20s'");
  const { rows } = await client.query<{ key: string }>(
    `insert into messages (room_id, id, seq, version, digest, author_id, text, created_at)
     select key, gen_random_uuid(), seq + $1, -1, '\\x00', 'nobody', 'nothing', now() from rooms order by random() limit 1
     returning room_id as key`,
    [ahead],
  );
  const isWaiting = async (): Promise<true | undefined> => {
    const waiting = await client.query(`select 1 from pg_stat_activity where ${others} and wait_event_type = 'Lock'`);
    return waiting.rows.length > 0 || undefined;
  };
  await eventually(isWaiting, "the product waits for a row", 10_000);
  await client.query("select 1 from rooms where key = $1 for update", [rows[0]?.key]);
  await client.query("rollback");
};

export const databaseFaults: readonly Fault[] = [
  {
    name: "database-restarted",
    what: "PostgreSQL is restarted fast, with SIGINT",
    part,
    isAlone: true,
    run: ({ servers }) => servers.postgres.restart(),
  },
  {
    name: "database-crashed",
    what: "PostgreSQL is ended at once, with SIGQUIT, and recovers",
    part,
    isAlone: true,
    run: async ({ servers }) => {
      await servers.crash(servers.postgres);
      await servers.postgres.restart();
    },
  },
  {
    name: "database-killed",
    what: "PostgreSQL is killed with SIGKILL, and recovers seconds later",
    part,
    isAlone: true,
    run: async ({ servers, random }) => {
      await servers.postgres.kill();
      await pause(between(random, 200, 3_000));
      await servers.postgres.restart();
    },
  },
  {
    name: "database-away",
    what: "PostgreSQL is away for longer than every lease",
    part,
    isAlone: true,
    run: async ({ servers, isLong }) => {
      await servers.postgres.halt();
      await pause(isLong ? 60_000 : 8_000);
      await servers.postgres.restart();
    },
  },
  {
    name: "database-stopped",
    what: "every process of PostgreSQL is stopped with SIGSTOP for 5 s",
    part,
    isAlone: true,
    run: async ({ servers, isLong }) => {
      servers.freeze(servers.postgres, "SIGSTOP");
      await pause(isLong ? 20_000 : 5_000);
      servers.freeze(servers.postgres, "SIGCONT");
    },
  },
  {
    name: "database-stopped-often",
    what: "every process of PostgreSQL stands still three times, for about as long as its timeouts and the leases",
    part,
    isAlone: true,
    run: async ({ servers, random }) => {
      for (let time = 0; time < 3; time += 1) {
        servers.freeze(servers.postgres, "SIGSTOP");
        await pause(between(random, 5_000, 7_000));
        servers.freeze(servers.postgres, "SIGCONT");
        await pause(1_500);
      }
    },
  },
  {
    name: "database-backends-terminated",
    what: "every connection's process is terminated, three times",
    part,
    run: (scene) =>
      asked(scene, async (client) => {
        for (let time = 0; time < 3; time += 1) {
          await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`);
          await pause(300);
        }
      }),
  },
  {
    name: "database-slow",
    what: "every answer takes 500 ms longer",
    part,
    through: everyWay,
    run: async (scene) => {
      for (const way of everyWay) scene.proxy(way).delay(250);
      await pause(scene.isLong ? 60_000 : 8_000);
      for (const way of everyWay) scene.proxy(way).heal();
    },
  },
  {
    name: "database-room-locked",
    what: "somebody else holds the row of one room for 10 s",
    part,
    run: (scene) =>
      asked(scene, async (client) => {
        await client.query("begin");
        await client.query("select 1 from rooms where id = 'room-3' for update");
        await pause(scene.isLong ? 30_000 : 10_000);
        await client.query("rollback");
      }),
  },
  {
    name: "database-deadlock",
    what: "three transactions of the product are ended by PostgreSQL as the victims of a deadlock",
    part,
    run: (scene) =>
      asked(scene, async (client) => {
        for (let time = 0; time < 3; time += 1) await deadlock(client, between(scene.random, 5, 15));
      }),
  },
  upgradeFault,
];
