import { everywhere, project } from "./jest.config.js";

// Minutes, not seconds: a long test names its own limit where it needs more than this.
export default { ...everywhere, testTimeout: 600_000, projects: [project("long", ["test/long"])] };
