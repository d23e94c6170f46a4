import { everywhere, prepared, project, withServices } from "./jest.config.js";

const inTiers = withServices([
  project("long tiers", ["test/long"], { ...prepared("services"), testMatch: ["**/tiers-*.test.ts"] }),
]);

// Minutes, not seconds: a long test names its own limit where it needs more than this.
export default {
  ...everywhere,
  testTimeout: 600_000,
  // One after another: each wants the whole machine, and they write one report.
  maxWorkers: 1,
  reporters: inTiers.reporters,
  projects: [project("long", ["test/long"], { testPathIgnorePatterns: ["/tiers-[^/]*$"] }), ...inTiers.tried],
};
