import { within } from "../../../core/ports/clock.ts";
import type { Config } from "../../../infra/config.ts";
import { originRule } from "../../../infra/config.ts";
import type { Container } from "../../../infra/container/embedded.ts";
import { httpUseCases } from "../../../infra/container/resolve.ts";
import type { Database } from "../../../infra/postgres/database.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import { uuidGenerator } from "../../../infra/runtime/ids.ts";
import type { Logger } from "../../../infra/telemetry/logger.ts";
import type { Metrics } from "../../../infra/telemetry/metrics.ts";
import type { HttpDeps } from "../../http/app.ts";

/** A database that takes longer to answer `select 1` is not ready, in milliseconds. */
const readyMs = 1_000;

export interface HttpParts {
  readonly config: Config;
  readonly container: Container;
  readonly database: Database;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly address: () => string;
}

export const httpDeps = ({ config, container, database, metrics, logger, address }: HttpParts): HttpDeps => ({
  useCases: httpUseCases(container),
  readiness: async () => ({ database: await answers(database) }),
  metrics: () => metrics.text(),
  allowedOrigin: originRule(config.corsOrigins),
  newRequestId: () => uuidGenerator.uuid(),
  onRequest: (answered) => {
    logger.debug(answered, "request");
  },
  onUnexpected: (error, requestId) => {
    logger.error({ err: error, requestId }, "unexpected");
  },
  address,
  isTrial: !config.keys,
});

const answers = async (database: Database): Promise<boolean> => {
  const answer = database.query("select 1").catch(() => undefined);
  return (await within(systemClock, readyMs, answer)) !== undefined;
};
