import type { Scenario } from "../scenario.ts";
import { gatewayKilled } from "./gateway-killed.ts";
import { poisonKilling } from "./poison-killing.ts";
import { poisonThrown } from "./poison-thrown.ts";
import { stalledClient } from "./stalled-client.ts";

export const everyScenario: readonly Scenario[] = [gatewayKilled, poisonThrown, poisonKilling, stalledClient];
