import type { Container } from "../../../infra/container/profiles.ts";
import * as t from "../../../infra/container/tokens.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import { every } from "./every.ts";
import type { Frame } from "./frame.ts";

/** How often what deleted rooms have left behind is looked for, in milliseconds. */
const clearMs = 5_000;

/** In the one role that has a process in every deployment: the others may be functions, which sleep. */
export const keepClearing = (container: Container, { closing }: Pick<Frame, "closing">): void => {
  const rooms = container.get(t.CLEAR_ROOMS);
  closing.add(every(systemClock, clearMs, () => rooms.execute()));
};
