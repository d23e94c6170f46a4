import { existsSync, readdirSync, statSync } from "node:fs";
import { everyFault } from "./faults/all.ts";
import { pairNamed, pairsOf } from "./faults/pairs.ts";
import type { Fault } from "./harness/fault.ts";
import type { Line } from "./harness/line.ts";
import { columns, isSpotless, playLine } from "./harness/line.ts";
import type { Options } from "./harness/options.ts";
import { readOptions } from "./harness/options.ts";
import { writeReport } from "./harness/report.ts";
import { commitNow, keep, keptResults, keyOf } from "./harness/results.ts";
import { Servers } from "./harness/servers.ts";

interface Job {
  readonly fault: Fault;
  readonly seed: number;
}

const named = (name: string): Fault => {
  const fault = everyFault.find((each) => each.name === name) ?? pairNamed(everyFault, name);
  if (!fault) throw new Error(`There is no fault "${name}". See --list; a pair is "<name> + <name>".`);
  return fault;
};

const chosen = ({ faults, smoke, pairs }: Options, seed: number): readonly Fault[] => {
  if (faults.length > 0) return faults.map(named);
  if (pairs) return pairsOf(everyFault, seed);
  return everyFault.filter(({ isSmoke }) => !smoke || isSmoke);
};

const jobsOf = (options: Options, commit: string): Job[] => {
  const done = new Set(
    options.continued ? keptResults().flatMap((kept) => (kept.commit === commit ? [keyOf(kept)] : [])) : [],
  );
  const seeds = Array.from({ length: options.repeat }, (_, index) => options.seed + index);
  return seeds
    .flatMap((seed) => chosen(options, seed).map((fault) => ({ fault, seed })))
    .filter(({ fault, seed }) => !done.has(keyOf({ fault: fault.name, seed, long: options.long })));
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const sayLine = (line: Line): void => {
  const figures = columns.map((column) => `${column} ${line[column]}`).join(" ");
  say(`${isSpotless(line) ? "ok  " : "FAIL"} ${line.fault}  ${figures} seed ${line.seed} (${line.seconds} s)`);
  for (const wrong of line.wrongs) say(`     ${wrong}`);
};

/** The sources may be newer than what was built from them: then it would be yesterday's product that is tried. */
const checkBuild = (): void => {
  const built = new URL("../../dist/handlers/entries/http.js", import.meta.url);
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0;
  for (const folder of ["core", "infra", "handlers"]) {
    const at = new URL(`../../${folder}/`, import.meta.url);
    for (const name of readdirSync(at, { recursive: true, encoding: "utf8" })) {
      if (!/(?<![.]test)[.](ts|sql)$/.test(name) || statSync(new URL(name, at)).mtimeMs <= builtAt) continue;
      throw new Error(`${folder}/${name} is newer than dist/: run \`npm run build\` first.`);
    }
  }
};

const playAll = async (jobs: readonly Job[], options: Options, servers: Servers): Promise<number> => {
  const commit = commitNow();
  let failed = 0;
  const playOne = async ({ fault, seed }: Job): Promise<void> => {
    const line = await playLine(fault, seed, servers, options.long);
    keep(line, commit, options.long);
    sayLine(line);
    if (!isSpotless(line)) failed += 1;
  };
  const together = jobs.filter(({ fault }) => !fault.isAlone);
  const workers = Array.from({ length: options.jobs }, async () => {
    for (let job = together.shift(); job; job = together.shift()) await playOne(job);
  });
  await Promise.all(workers);
  for (const job of jobs.filter(({ fault }) => fault.isAlone)) {
    await playOne(job);
    await servers.mend();
  }
  return failed;
};

const main = async (): Promise<void> => {
  const options = readOptions();
  if (options.list) {
    for (const { name, what, isSmoke } of everyFault) say(`${name.padEnd(34)} ${isSmoke ? "smoke" : "     "}  ${what}`);
    return;
  }
  if (options.report) {
    writeReport(keptResults(), everyFault);
    return;
  }
  checkBuild();
  const jobs = jobsOf(options, commitNow());
  const startedAt = performance.now();
  const servers = await Servers.start();
  try {
    const failed = await playAll(jobs, options, servers);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    say(`${jobs.length} lines, ${failed} failed, ${seconds} s`);
    if (failed > 0) process.exitCode = 1;
  } finally {
    await servers.stop();
  }
};

await main();
