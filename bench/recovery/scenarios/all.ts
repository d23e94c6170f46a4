import type { Scenario } from "../scenario.ts";
import { brokerBlackHole } from "./broker-black-hole.ts";
import { brokerKilled } from "./broker-killed.ts";
import { gatewayKilled } from "./gateway-killed.ts";
import { poisonKilling } from "./poison-killing.ts";
import { poisonThrown } from "./poison-thrown.ts";
import { redisAway } from "./redis-away.ts";
import { stalledClient } from "./stalled-client.ts";
import { terminatedOften } from "./terminated-often.ts";

export const everyScenario: readonly Scenario[] = [
  gatewayKilled,
  brokerKilled,
  brokerBlackHole,
  redisAway,
  terminatedOften,
  poisonThrown,
  poisonKilling,
  stalledClient,
];
