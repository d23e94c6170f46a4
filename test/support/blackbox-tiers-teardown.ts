import { dismissTiers } from "./blackbox-tiers.ts";

export default dismissTiers;
