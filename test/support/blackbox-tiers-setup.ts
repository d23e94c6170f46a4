import { provideTiers } from "./blackbox-tiers.ts";

/** The same tests again, on a deployment of several processes. */
export default provideTiers;
