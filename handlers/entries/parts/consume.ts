import type { Container } from "../../../infra/container/profiles.ts";
import * as t from "../../../infra/container/tokens.ts";
import { receiptsConsumer } from "../../consumers/receipts.ts";
import { timelineConsumer } from "../../consumers/timeline.ts";
import type { Closing } from "./closing.ts";

/** Drains the queues until it is closed. */
export const consume = async (container: Container, closing: Closing): Promise<void> => {
  const commands = timelineConsumer(container.get(t.APPLY_COMMANDS));
  const receipts = receiptsConsumer(container.get(t.APPLY_RECEIPTS));
  const consumptions = await Promise.all([
    container.get(t.COMMAND_SOURCE).consume(commands),
    container.get(t.RECEIPT_SOURCE).consume(receipts),
  ]);
  closing.add(() => Promise.all(consumptions.map((consumption) => consumption.close())));
};
