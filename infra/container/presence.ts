import { ContainerModule } from "inversify";
import type { PresenceStore, PresenceTerms } from "../../core/ports/presence-store.ts";
import { Attendance } from "../../core/presence/attendance.ts";
import { Watches } from "../../core/presence/watches.ts";
import { GetOnline } from "../../core/usecases/presence/get-online.ts";
import { GetPresence } from "../../core/usecases/presence/get-presence.ts";
import { WatchPresence } from "../../core/usecases/presence/watch-presence.ts";
import * as t from "./tokens.ts";

/** Who is gone for this part of a lifetime is offline: a few seconds, in which a page is loaded anew. */
const gracePart = 1 / 6;

export const presenceStoreModule = (store: PresenceStore, terms: PresenceTerms): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.PRESENCE_STORE).toConstantValue(store);
    bind(t.PRESENCE_TERMS).toConstantValue(terms);
  });

export const presenceModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.GET_PRESENCE)
      .toResolvedValue((stores, store) => new GetPresence(stores, store), [t.STORES, t.PRESENCE_STORE])
      .inSingletonScope();
    bind(t.GET_ONLINE)
      .toResolvedValue(
        (stores, store, limitsOf, clock) => new GetOnline(stores, store, limitsOf, clock),
        [t.STORES, t.PRESENCE_STORE, t.LIMITS_OF, t.CLOCK],
      )
      .inSingletonScope();
  });

/** For the process that holds sockets. */
export const attendanceModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.ATTENDANCE)
      .toResolvedValue(
        (store, terms, broadcaster, clock, telemetry) =>
          new Attendance({ store, broadcaster, clock, telemetry, graceMs: terms.lifetimeMs * gracePart }),
        [t.PRESENCE_STORE, t.PRESENCE_TERMS, t.BROADCASTER, t.CLOCK, t.TELEMETRY],
      )
      .inSingletonScope();
    bind(t.WATCHES)
      .toResolvedValue(
        (store, stores, source, live, clock, telemetry) =>
          new Watches({ store, stores, source, live, clock, telemetry }),
        [t.PRESENCE_STORE, t.STORES, t.NOTICE_SOURCE, t.LIVE_SESSIONS, t.CLOCK, t.TELEMETRY],
      )
      .inSingletonScope();
    bind(t.WATCH_PRESENCE)
      .toResolvedValue((watches) => new WatchPresence(watches), [t.WATCHES])
      .inSingletonScope();
  });
