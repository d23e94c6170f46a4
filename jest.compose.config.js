import { everywhere, project } from "./jest.config.js";

// Minutes, and in the order of the file: each scenario begins where the one before it has ended.
export default { ...everywhere, testTimeout: 900_000, maxWorkers: 1, projects: [project("compose", ["test/compose"])] };
