import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Crowd } from "../long/crowd.ts";
import { Ledger } from "../long/ledger.ts";
import { spotless } from "../long/oracle.ts";
import { eventually } from "../support/wait.ts";
import { runBlackbox } from "./blackbox.ts";
import type { Death, Finding } from "./report.ts";
import { writeReport } from "./report.ts";
import type { Service } from "./stack.ts";
import { images, services, Stack } from "./stack.ts";
import { Traffic } from "./traffic.ts";

const barSeconds = 60;
/** Without one of these no post can be accepted, and callers are told to try again. */
const essential: readonly Service[] = ["nginx", "rabbitmq"];
const twice: readonly Service[] = ["http", "gateway", "consumer"];
const victims = services.flatMap((service): [Service, number][] =>
  twice.includes(service)
    ? [
        [service, 1],
        [service, 2],
      ]
    : [[service, 1]],
);
const few = 50;

let stack: Stack;
let crowd: Crowd;
let startSeconds: number;
const ledger = new Ledger();
const findings: Finding[] = [];
const deaths: Death[] = [];
const closing: (() => unknown)[] = [];

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return Math.round((performance.now() - startedAt) / 1_000);
};

/** Everybody posts while `work` is done, and some more when it is done. */
const underTraffic = async (work: (traffic: Traffic) => Promise<void>): Promise<Traffic> => {
  const traffic = new Traffic(stack.deployment.url, await crowd.senders(), ledger);
  try {
    await traffic.untilAccepted(few);
    await work(traffic);
    await traffic.untilAccepted(few);
  } finally {
    await traffic.stop();
  }
  return traffic;
};

/** What happened since: the figures of the ledger are of the whole run. */
const since = (before: Ledger["figures"]): Ledger["figures"] => ({
  attempts: ledger.figures.attempts - before.attempts,
  accepted: ledger.figures.accepted - before.accepted,
  repeated: ledger.figures.repeated - before.repeated,
  unanswered: ledger.figures.unanswered - before.unanswered,
});

beforeAll(async () => {
  stack = await Stack.prepare();
  closing.push(() => stack.clear());
  await stack.makeImages();
  startSeconds = await secondsOf(() => stack.up());
  findings.push(["from no container to the first answers, images there", `${startSeconds} s (bar: ${barSeconds} s)`]);
});

afterAll(async () => {
  for (const close of closing.toReversed()) await close();
});

// In this order: each scenario begins where the one before it has ended.
describe("the chat in containers", () => {
  it("is usable within a minute", () => {
    expect(startSeconds).toBeLessThan(barSeconds);
  });

  it("passes the black-box tests through nginx, and inside those of the figures that nginx hides", async () => {
    const inside = { ...stack.deployment, url: await stack.insideUrl() };
    const outcomes = [
      await runBlackbox(stack.deployment, /^(?!an operator finds )/),
      await runBlackbox(inside, /^an operator /),
    ] as const;
    const counts = outcomes.map(({ passed, failed }) => `${passed} of ${passed + failed.length}`);
    findings.push(["black-box tests passed through nginx; those of the figures, inside", counts.join("; ")]);
    expect(outcomes.flatMap(({ failed }) => failed)).toEqual([]);
    expect(await stack.surprises()).toEqual([]);
    expect((await fetch(`${stack.deployment.url}/metrics`)).status).toBe(404);
  });

  it("has people who talk", async () => {
    crowd = new Crowd(stack.deployment);
    closing.push(() => crowd.leave());
    await crowd.gather();
  });

  it.each(victims)(
    "%s %i is killed: nothing is lost, doubled or out of order, and the chat goes on",
    async (service, n) => {
      const before = ledger.figures;
      let meanwhile = before.accepted;
      const container = await stack.container(service, n);
      const traffic = await underTraffic(async (posts) => {
        await stack.kill(container);
        const { accepted } = ledger.figures;
        await (essential.includes(service) ? posts.untilUnanswered(few) : posts.untilAccepted(few));
        meanwhile = ledger.figures.accepted - accepted;
        await stack.up();
        await stack.untilWhole();
      });
      const verdict = await crowd.judge(ledger);
      const pause = `${traffic.longestPauseMs} ms`;
      const killed = `${service} ${n}`;
      deaths.push({ killed, "accepted meanwhile": meanwhile, ...since(before), ...verdict, "longest pause": pause });
      expect(verdict).toEqual(spotless);
    },
  );

  it("comes back by itself when containers die without anybody having asked for it", async () => {
    const before = ledger.figures;
    await underTraffic(async () => {
      for (const [service, n] of victims) await dieAndComeBack(await stack.container(service, n));
    });
    const verdict = await crowd.judge(ledger);
    const { accepted, unanswered } = since(before);
    const seen = `${victims.length} of ${victims.length} came back; ${accepted} accepted, ${unanswered} unanswered`;
    findings.push(["each container dies in turn, under posts, and nobody does anything", `${seen}, ${told(verdict)}`]);
    expect(verdict).toEqual(spotless);
  });

  it("keeps what was accepted, also what still waits in the queue, when it goes down and comes up again", async () => {
    const before = ledger.figures;
    await underTraffic(async () => {
      for (const n of [1, 2]) await stack.kill(await stack.container("consumer", n));
    });
    const { accepted } = since(before);
    const downSeconds = await secondsOf(() => stack.down());
    const upSeconds = await secondsOf(() => stack.up());
    const verdict = await crowd.judge(ledger);
    const seen = `${ledger.figures.accepted} messages, ${told(verdict)}; down in ${downSeconds} s, up in ${upSeconds} s`;
    findings.push([`\`down\` and \`up\`, with ${accepted} or fewer of the messages still in the queue`, seen]);
    expect(verdict).toEqual(spotless);
  });

  it("writes down what was seen", async () => {
    expect(deaths).toHaveLength(victims.length);
    await writeReport(stack.compose, images, findings, deaths);
  });
});

const dieAndComeBack = async (container: string): Promise<void> => {
  const restarts = await stack.restarts(container);
  await stack.crash(container);
  const look = async () => (await stack.restarts(container)) > restarts || undefined;
  await eventually(look, `${container} is started again`, 60_000);
  await stack.untilWhole();
};

const told = ({ lost, duplicated, outOfOrder, unexpected }: typeof spotless): string =>
  `${lost} lost, ${duplicated} doubled, ${outOfOrder} out of order, ${unexpected} unexpected`;
