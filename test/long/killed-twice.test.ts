import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { KillableServer } from "../support/killable-server.ts";
import { secret, startKillable } from "../support/killable-server.ts";
import { freePort } from "../support/services/free-port.ts";
import { Crowd, senders } from "./crowd.ts";
import { Ledger } from "./ledger.ts";
import { seeded, sendAll } from "./load.ts";
import { spotless } from "./oracle.ts";
import { posts, seed, writeReport } from "./report.ts";
import { Schedule } from "./schedule.ts";

let dataDir: string;
let port: number;
let server: KillableServer;
let crowd: Crowd;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "chat-killed-"));
  port = await freePort();
  server = await startKillable(dataDir, port);
  crowd = new Crowd({ url: server.url, socketUrl: server.url, secret });
  await crowd.gather();
});

afterAll(async () => {
  crowd.leave();
  await server.stop();
  await rm(dataDir, { recursive: true });
});

const restart = async (): Promise<void> => {
  await server.kill();
  server = await startKillable(dataDir, port);
};

describe("a process that is killed twice under load", () => {
  it(`loses, doubles and disorders nothing for anyone (${posts} posts, seed ${seed})`, async () => {
    const ledger = new Ledger();
    const kills = new Schedule(posts, [restart, restart]);
    const load = { urls: [server.url], ledger, random: seeded(seed), onAccepted: () => kills.count() };
    const startedAt = performance.now();
    await Promise.all((await crowd.senders()).map((sender) => sendAll(load, sender, posts / senders)));
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    await kills.done();
    const verdict = await crowd.judge(ledger);
    writeReport({ what: "one process", kills: 2, ...ledger.figures, ...verdict, seconds });
    expect(verdict).toEqual(spotless);
  });
});
