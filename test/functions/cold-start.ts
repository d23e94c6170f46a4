import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { bundleOf, makeBundles } from "../support/functions/bundles.ts";
import type { Environment } from "../support/functions/environment.ts";
import { startEnvironment } from "../support/functions/environment.ts";
import { Functions } from "../support/functions/functions.ts";
import { dismissServices, provideServices } from "../support/services/provide.ts";
import { format2, tokenFor } from "./http-events.ts";

/** How long a caller waits for an environment that is not there yet. */

const rounds = 7;
const warmPosts = 50;

const median = (figures: readonly number[]): number => {
  const sorted = figures.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 10) / 10;
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};

const poster = async (functions: Functions) => {
  const headers = { authorization: `Bearer ${await tokenFor(functions)}`, "content-type": "application/json" };
  const event = (path: string, body: object) => format2({ method: "POST", path, headers, body: JSON.stringify(body) });
  return async (environment: Environment, path: string, body: object, expected: number): Promise<void> => {
    const { statusCode } = await environment.invoke<{ statusCode: number }>(event(path, body));
    if (statusCode !== expected) throw new Error(`${path} answered ${statusCode}:\n${environment.said()}`);
  };
};

const measure = async (functions: Functions) => {
  const post = await poster(functions);
  const message = "/v1/rooms/lobby/messages";
  const [loads, firsts, warm]: number[][] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    let environment: Environment | undefined;
    const load = await timed(async () => {
      environment = await startEnvironment(bundleOf("http"), functions.tiers.settings);
    });
    const started = environment!;
    if (round === 0) await post(started, "/v1/rooms", { id: "lobby", kind: "group" }, 201);
    else {
      loads?.push(load);
      firsts?.push(load + (await timed(() => post(started, message, { text: "first" }, 202))));
    }
    for (let count = 0; count < warmPosts; count += 1) {
      warm?.push(await timed(() => post(started, message, { text: "next" }, 202)));
    }
    await started.end();
  }
  return { load: median(loads ?? []), first: median(firsts ?? []), warm: median(warm ?? []) };
};

const write = ({ load, first, warm }: Awaited<ReturnType<typeof measure>>): void => {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"]).toString().trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.version}`;
  const lines = [
    "# Cold starts of the HTTP function",
    "",
    "Made by `npm run bench:functions`: medians, in milliseconds, with the services on the same machine.",
    "",
    "| commit | machine | process started and file loaded | … and connected, and the first post answered | a later post |",
    "| --- | --- | --- | --- | --- |",
    `| ${commit} | ${machine} | ${load} | ${first} | ${warm} |`,
    "",
  ];
  writeFileSync(new URL("REPORT.md", import.meta.url), lines.join("\n"));
  process.stdout.write(lines.join("\n"));
};

await makeBundles();
await provideServices();
const functions = new Functions();
try {
  await functions.prepare();
  write(await measure(functions));
} finally {
  await functions.clear();
  await dismissServices();
}
