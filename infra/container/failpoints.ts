import type { Container } from "inversify";
import type { Failpoints } from "../failpoints/failpoints.ts";
import * as failing from "../failpoints/ports.ts";
import * as t from "./tokens.ts";

/** What a process is wired with can be told to fail; only for a process that was started with FAILPOINTS. */
export const arm = (container: Container, points: Failpoints): Container => {
  container.onActivation(t.COMMAND_BUS, (_, bus) => new failing.FailingCommandBus(bus, points));
  container.onActivation(t.COMMAND_SOURCE, (_, source) => new failing.FailingCommandSource(source, points));
  container.onActivation(t.RECEIPT_BUS, (_, bus) => new failing.FailingReceiptBus(bus, points));
  container.onActivation(t.RECEIPT_SOURCE, (_, source) => new failing.FailingReceiptSource(source, points));
  container.onActivation(t.UNIT_OF_WORK, (_, unitOfWork) => new failing.FailingUnitOfWork(unitOfWork, points));
  container.onActivation(t.BROADCASTER, (_, broadcaster) => new failing.FailingBroadcaster(broadcaster, points));
  container.onActivation(t.LIVE_SESSIONS, (_, live) => new failing.FailingLiveSessions(live, points));
  return container;
};
