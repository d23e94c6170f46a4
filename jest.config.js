import { existsSync } from "node:fs";
import path from "node:path";

const rootDir = import.meta.dirname;
const isThere = (name) => existsSync(path.join(rootDir, name));

/** One kind of test: the folders that hold it, and what else it needs. A folder that is not there yet has no tests. */
export const project = (displayName, folders, more = {}) => ({
  displayName,
  rootDir,
  roots: folders.filter(isThere).map((folder) => `<rootDir>/${folder}`),
  testEnvironment: "node",
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, sourceMaps: "inline" }],
  },
  ...more,
});

const blackboxSetup = "test/support/blackbox-setup.ts";
const blackboxTeardown = "test/support/blackbox-teardown.ts";

const blackbox = {
  ...(isThere(blackboxSetup) && { globalSetup: `<rootDir>/${blackboxSetup}` }),
  ...(isThere(blackboxTeardown) && { globalTeardown: `<rootDir>/${blackboxTeardown}` }),
};

/** What holds for every run, long or short. */
export const everywhere = { maxWorkers: 2, testTimeout: 20_000 };

export default {
  ...everywhere,
  projects: [
    project("unit", ["core", "infra", "handlers", "client", "cli"]),
    project("contract", ["test/contract"]),
    project("blackbox", ["test/blackbox"], blackbox),
    project("meta", ["test/meta"]),
  ].filter(({ roots }) => roots.length > 0),
};
