import type { Cancel } from "../../../core/ports/clock.ts";
import type { Container } from "../../../infra/container/profiles.ts";
import * as t from "../../../infra/container/tokens.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import { every } from "./every.ts";
import type { Frame } from "./frame.ts";

/** Called each time that notices may have been missed. */
interface Notices {
  onResumed(run: () => void): void;
}

/**
 * Says who is here three times in a lifetime, and reads once in each who else is: so of a gateway that died all know within two.
 * Redis may come back empty: each gateway first says who is here, and reads when all have had the time for that.
 */
export const keepPresence = (container: Container, notices: Notices, { closing }: Pick<Frame, "closing">): void => {
  const [attendance, watches] = [container.get(t.ATTENDANCE), container.get(t.WATCHES)];
  const { lifetimeMs } = container.get(t.PRESENCE_TERMS);
  closing.add(every(systemClock, lifetimeMs / 3, () => attendance.refresh()));
  closing.add(every(systemClock, lifetimeMs, () => watches.recheck()));
  let cancel: Cancel = () => undefined;
  closing.add(() => cancel());
  notices.onResumed(() => {
    void attendance.refresh();
    cancel();
    cancel = systemClock.after(lifetimeMs / 3, () => void watches.recheck());
  });
};
