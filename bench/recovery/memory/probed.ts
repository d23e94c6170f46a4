import { readFileSync } from "node:fs";
import ts from "typescript";
import type { Place } from "../../../test/faults/harness/place.ts";
import type { Settings } from "../../../test/support/chat-process.ts";
import { eventually } from "../../../test/support/wait.ts";

const source = readFileSync(new URL("probe.ts", import.meta.url), "utf8");

const compilerOptions: ts.CompilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };

/** What a process starts with, so that {@link heapOf} may ask it. No loader stands in it: the probe is compiled here. */
export const probed = (): Settings => {
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  return { NODE_OPTIONS: `--import=data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}` };
};

const told = (place: Place): number[] =>
  [...place.said.matchAll(/"heapUsed":(\d+)/g)].map(([, heapUsed]) => Number(heapUsed));

/** Bytes of the JavaScript heap that are in use after a collection. */
export const heapOf = async (place: Place): Promise<number> => {
  const before = told(place).length;
  process.kill(place.pid, "SIGUSR2");
  return eventually(async () => told(place)[before], `${place.name} says what it holds`);
};
