import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const repository = join(import.meta.dirname, "..", "..", "..");
const run = promisify(execFile);

/** Each is a folder of `dist-functions/`, which is deployed alone. */
export type FunctionName = "http" | "consumer" | "migrate";

let made: Promise<unknown> | undefined;

/** Makes what is deployed from the sources, once in a run. */
export const makeBundles = async (): Promise<void> => {
  made ??= process.env.ZZ_BUNDLES
    ? Promise.resolve()
    : run(process.execPath, ["scripts/bundle.mjs"], { cwd: repository });
  await made;
};

/** The file with its handler. */
export const bundleOf = (name: FunctionName): string => join(repository, "dist-functions", name, "index.mjs");
