import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, jest } from "@jest/globals";

import { startEnvironment } from "./environment.ts";
import { FunctionPool } from "./function-pool.ts";
import { Functions } from "./functions.ts";

type End = () => unknown;

/** A start takes seconds, on a busy machine many. */
const patienceMs = 180_000;

/** For a test file: what it hands over here is ended after each test, the latest first. */
export const useEnds = (): ((end: End) => void) => {
  const ends: End[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  return (end) => void ends.push(end);
};

/** For a test file: `aFunction(source)` is a function of its own, the source a module that exports a handler. */
export const useStubs = (): ((source: string, limit?: number) => FunctionPool) => {
  const atEnd = useEnds();
  return (source, limit = 1) => {
    const folder = mkdtempSync(join(tmpdir(), "chat-stub-"));
    const file = join(folder, "index.mjs");
    writeFileSync(file, source);
    const pool = new FunctionPool(limit, () => startEnvironment(file, {}));
    atEnd(() => rmSync(folder, { recursive: true }));
    atEnd(() => pool.end());
    return pool;
  };
};

/** For a test file: `aDeployment()` makes one of functions, and nothing is left of it after each test. */
export const useFunctions = (): (() => Promise<Functions>) => {
  jest.setTimeout(patienceMs);
  const atEnd = useEnds();
  return async () => {
    const functions = new Functions();
    atEnd(() => functions.clear());
    return functions.prepare();
  };
};
