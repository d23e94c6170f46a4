import type { Container } from "../../../infra/container/profiles.ts";
import * as t from "../../../infra/container/tokens.ts";
import { timelineConsumer } from "../../consumers/timeline.ts";
import type { Closing } from "./closing.ts";

/** Drains the command queue until it is closed. */
export const consume = async (container: Container, closing: Closing): Promise<void> => {
  const apply = container.get(t.APPLY_COMMANDS);
  const consumption = await container.get(t.COMMAND_SOURCE).consume(timelineConsumer(apply));
  closing.add(() => consumption.close());
};
