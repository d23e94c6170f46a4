import { writeFile } from "node:fs/promises";
import { bareQueues, startBare } from "./tiers/bare.ts";
import { compileBare } from "./tiers/compile.ts";
import { ServiceCpu } from "./tiers/cpu.ts";
import type { Options } from "./tiers/options.ts";
import { readOptions } from "./tiers/options.ts";
import { productQueues, startProduct } from "./tiers/product.ts";
import { report, table } from "./tiers/report.ts";
import type { Rounds } from "./tiers/rounds.ts";
import { runRounds } from "./tiers/rounds.ts";
import type { Services } from "./tiers/services.ts";
import { openServices, versionsOf } from "./tiers/services.ts";
import type { Stack } from "./tiers/stack.ts";

const starts = { product: startProduct, bare: startBare };

const names = ["product", "bare"] as const;

const runAll = async (options: Options, services: Services): Promise<readonly Rounds[]> => {
  const compiled = compileBare();
  const sides: Stack[] = [];
  const all: Rounds[] = [];
  try {
    for (const name of options.side ? [options.side] : names) sides.push(await starts[name](services, compiled));
    const cpu = new ServiceCpu(services);
    for (const scenario of options.scenarios) all.push(await runRounds(scenario, sides, cpu, options));
    return all;
  } finally {
    await Promise.all(sides.map((side) => side.close()));
  }
};

const bench = async (options: Options): Promise<void> => {
  const services = await openServices();
  try {
    const all = await runAll(options, services);
    process.stdout.write(`\n${table(all)}\n`);
    if (!options.isWhole) return;
    const text = report(all, { rounds: options.rounds, versions: await versionsOf(services) });
    await writeFile(new URL("REPORT-tiers.md", import.meta.url), text);
  } finally {
    await services.close([...productQueues(services), ...bareQueues(services)]);
  }
};

const options = readOptions(process.argv.slice(2));
if (options) await bench(options);
