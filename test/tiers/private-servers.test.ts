import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";

import { afterEach, describe, expect, it } from "@jest/globals";
import pg from "pg";

import { startGuard } from "../support/services/guard.ts";
import { makeHome } from "../support/services/home.ts";
import { startPostgres } from "../support/services/postgres.ts";
import type { Service } from "../support/services/private-server.ts";
import { eventually } from "../support/wait.ts";

const started: Service[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((service) => service.stop()));
});

interface Row {
  readonly folder: string;
}

const ask = async ({ url }: Service, sql: string): Promise<unknown[]> => {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql).finally(() => client.end());
  return rows;
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("a server of the tests' own", () => {
  it("comes back at its address with what it kept, after it was killed and after it was halted", async () => {
    const server = await startPostgres();
    started.push(server);
    await ask(server, "create table kept as select 1 as one");
    const pids = [server.pid];
    await server.kill();
    await expect(ask(server, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await server.restart();
    pids.push(server.pid);
    await server.restart();
    expect(await ask(server, "select one from kept")).toEqual([{ one: 1 }]);
    expect(new Set([...pids, server.pid]).size).toBe(3);
  });

  it("leaves nothing when it is stopped, also twice", async () => {
    const server = await startPostgres();
    const [{ folder }] = (await ask(server, "select current_setting('data_directory') as folder")) as [Row];
    const { pid } = server;
    await server.stop();
    await server.stop();
    expect([isAlive(pid), existsSync(folder)]).toEqual([false, false]);
  });
});

describe("a guard", () => {
  it("ends what it watches, and nothing that it has forgotten, once its maker is gone", async () => {
    const [watched, forgotten] = [spawn("sleep", ["60"]), spawn("sleep", ["60"])];
    const home = makeHome("guard");
    const guard = startGuard("KILL");
    guard.willRemove(home);
    guard.watch(watched.pid!);
    guard.watch(forgotten.pid!);
    guard.forget(forgotten.pid!);
    const ended = once(watched, "exit");
    await guard.dismiss();
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect([isAlive(forgotten.pid!), existsSync(home)]).toEqual([true, false]);
    forgotten.kill("SIGKILL");
    await once(forgotten, "exit");
  });

  it("outlives a maker that was killed", async () => {
    const watched = spawn("sleep", ["60"]);
    const program = `
      import { startGuard } from "./test/support/services/guard.ts";
      startGuard("KILL").watch(${watched.pid});
      process.stdin.resume();
      process.stdout.write("watching\\n");`;
    const maker = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program]);
    await once(maker.stdout, "data");
    maker.kill("SIGKILL");
    await eventually(async () => watched.signalCode ?? undefined, "the process that is watched is ended");
    expect(watched.signalCode).toBe("SIGKILL");
  });
});
