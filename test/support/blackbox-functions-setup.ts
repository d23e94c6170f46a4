import { provideFunctions } from "./blackbox-functions.ts";

/** The same tests again, on functions as they are deployed. */
export default provideFunctions;
