import { existsSync } from "node:fs";
import path from "node:path";

import { missingServices } from "./test/support/services/binaries.mjs";

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

/** Jest prepares what a kind of test needs only when one of its tests is to run. */
export const prepared = (name) => ({
  globalSetup: `<rootDir>/test/support/${name}-setup.ts`,
  globalTeardown: `<rootDir>/test/support/${name}-teardown.ts`,
});

/** What holds for every run, long or short. The time is for machines that are busy otherwise; no test waits for it. */
export const everywhere = { rootDir, maxWorkers: 2, testTimeout: 60_000 };

/** Kinds of tests that are nothing without the services: where those are missing, the last lines of the run say so. */
export const withServices = (projects) => {
  const missing = missingServices();
  const leftOut = projects.map(({ displayName }) => displayName);
  return {
    tried: missing.length > 0 ? [] : projects,
    reporters: ["default", ["<rootDir>/test/support/services/not-tried-reporter.mjs", { missing, leftOut }]],
  };
};

const inTiers = withServices([
  project("blackbox tiers", ["test/blackbox"], {
    ...prepared("blackbox-tiers"),
    globals: { deployment: "CHAT_TIERS" },
    testPathIgnorePatterns: ["/test/blackbox/embedded/"],
  }),
  project("tiers", ["test/tiers"], prepared("services")),
  project("blackbox functions", ["test/blackbox"], {
    ...prepared("blackbox-functions"),
    globals: { deployment: "CHAT_FUNCTIONS" },
    testPathIgnorePatterns: ["/test/blackbox/(embedded|pages)/"],
  }),
  project("functions", ["test/functions"], prepared("functions")),
]);

/** A contract is tried on every adapter; a file that needs a service has its technology in its name. */
const ofAService = "(server|rabbitmq|redis)";
const pathOfAService = `[.]${ofAService}(-[a-z]+)?[.]test[.]ts$`;

export default {
  ...everywhere,
  reporters: inTiers.reporters,
  projects: [
    project("unit", ["core", "infra", "handlers", "client", "cli"]),
    project("contract", ["test/contract"], { testPathIgnorePatterns: [pathOfAService] }),
    project("contract", ["test/contract"], {
      ...prepared("services"),
      testMatch: [`**/*.@${ofAService}{,-*}.test.ts`],
    }),
    project("blackbox", ["test/blackbox"], prepared("blackbox")),
    ...inTiers.tried,
    project("meta", ["test/meta"]),
  ].filter(({ roots }) => roots.length > 0),
};
