import type { Fault } from "../harness/fault.ts";
import { brokerFaults } from "./broker.ts";
import { consumerFaults } from "./consumer.ts";
import { databaseFaults } from "./database.ts";
import { everythingFaults } from "./everything.ts";
import { gatewayFaults } from "./gateway.ts";
import { httpFaults } from "./http.ts";
import { operatorFaults } from "./operator.ts";
import { receiptFaults } from "./receipts.ts";
import { redisFaults } from "./redis.ts";
import { scarcityFaults } from "./scarcity.ts";

/** Every fault of the list, by part. */
export const everyFault: readonly Fault[] = [
  ...brokerFaults,
  ...operatorFaults,
  ...consumerFaults,
  ...httpFaults,
  ...databaseFaults,
  ...scarcityFaults,
  ...redisFaults,
  ...receiptFaults,
  ...gatewayFaults,
  ...everythingFaults,
];
