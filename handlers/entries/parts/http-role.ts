import type { Broadcaster } from "../../../core/ports/broadcaster.ts";
import type { LimitsOf } from "../../../core/entities/limits.ts";
import type { PresenceStore, PresenceTerms } from "../../../core/ports/presence-store.ts";
import type { RateLimiter } from "../../../core/ports/rate-limiter.ts";
import type { ConfigFor } from "../../../infra/config.ts";
import { httpContainer } from "../../../infra/container/profiles.ts";
import type { Database } from "../../../infra/postgres/database.ts";
import type { HttpDeps } from "../../http/app.ts";
import type { Frame } from "./frame.ts";
import { answers, httpDeps } from "./http-deps.ts";
import type { Publishing } from "./open-queue.ts";

interface Part<T> {
  readonly part: T;
  isUp(): boolean;
}

interface HttpParts {
  readonly database: Database;
  readonly queue: Part<Publishing>;
  readonly notices: Part<Broadcaster>;
  readonly presence: { readonly presence: PresenceStore; readonly presenceTerms: PresenceTerms };
  readonly limits: { readonly limiter: RateLimiter; readonly limitsOf: LimitsOf };
}

/** What the HTTP role is, whether a process serves it or a function does. */
export const httpRole = (
  frame: Frame,
  settings: ConfigFor<"http">,
  { database, queue, notices, presence, limits }: HttpParts,
): HttpDeps => {
  const container = httpContainer({
    telemetry: frame.telemetry,
    failpoints: frame.failpoints,
    database,
    keys: settings.keys,
    tokens: settings.tokens,
    ...queue.part,
    broadcaster: notices.part,
    ...presence,
    ...limits,
  });
  const readiness = async () => ({
    // Without the database posts wait in the queue, and without Redis the head check delivers.
    needed: { queue: queue.isUp() },
    others: { database: await answers(database), notices: notices.isUp() },
  });
  return httpDeps({ frame, config: settings, container, readiness });
};
