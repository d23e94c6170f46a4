import type { Fault } from "../harness/fault.ts";
import { killedAt } from "./killed-at.ts";
import { endings } from "./plain.ts";

export const httpFaults: readonly Fault[] = [
  killedAt("http", "before-publish", "before it publishes a command"),
  killedAt("http", "after-confirm", "between the confirm and the answer"),
  ...endings("http"),
];
