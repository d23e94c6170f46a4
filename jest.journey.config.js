import { everywhere, project } from "./jest.config.js";

// What a newcomer does, from a fresh clone on: an installation takes a minute or two.
export default { ...everywhere, testTimeout: 600_000, projects: [project("journey", ["test/journey"])] };
