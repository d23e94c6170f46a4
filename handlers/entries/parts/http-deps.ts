import { randomUUID } from "node:crypto";
import { within } from "../../../core/ports/clock.ts";
import { addressRule } from "../../../infra/caller-address.ts";
import type { Config } from "../../../infra/config.ts";
import { originRule } from "../../../infra/config.ts";
import type { Container } from "../../../infra/container/profiles.ts";
import { httpUseCases } from "../../../infra/container/resolve.ts";
import type { Database } from "../../../infra/postgres/database.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import type { HealthDeps, HttpDeps } from "../../http/app.ts";
import type { Readiness } from "../../http/health.ts";
import type { Frame } from "./frame.ts";

/** A database that takes longer to answer `select 1` is not ready, in milliseconds. */
const readyMs = 1_000;

export const healthDeps = ({ metrics, logger }: Frame, readiness: () => Promise<Readiness>): HealthDeps => ({
  readiness,
  metrics: () => metrics.text(),
  newRequestId: () => randomUUID(),
  onRequest: (answered) => {
    logger.debug(answered, "request");
  },
  onUnexpected: (error, requestId) => {
    logger.error({ err: error, requestId }, "unexpected");
  },
});

interface HttpParts {
  readonly frame: Frame;
  readonly config: Pick<Config, "corsOrigins" | "trustedProxies">;
  readonly container: Container;
  readonly readiness: () => Promise<Readiness>;
}

export const httpDeps = ({ frame, config, container, readiness }: HttpParts): HttpDeps => ({
  ...healthDeps(frame, readiness),
  useCases: httpUseCases(container),
  allowedOrigin: originRule(config.corsOrigins),
  addressOf: addressRule(config.trustedProxies),
});

export const answers = async (database: Database): Promise<boolean> => {
  const answer = database.query("select 1").catch(() => undefined);
  return (await within(systemClock, readyMs, answer)) !== undefined;
};
