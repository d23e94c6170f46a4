import type { Config } from "../../../infra/config.ts";
import { Failpoints } from "../../../infra/failpoints/failpoints.ts";
import { RedisLink } from "../../../infra/redis/link.ts";
import type { Logger } from "../../../infra/telemetry/logger.ts";
import { createLogger } from "../../../infra/telemetry/logger.ts";
import { Metrics } from "../../../infra/telemetry/metrics.ts";
import { LoggingTelemetry } from "../../../infra/telemetry/telemetry.ts";
import type { Closer } from "./closing.ts";
import { Closing } from "./closing.ts";

/** What every process has from its first line to its last. */
export interface Frame {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly telemetry: LoggingTelemetry;
  readonly failpoints: Failpoints | undefined;
  /** Told of as one, over however many connections. */
  readonly redis: RedisLink;
  /** What is opened is added here. */
  readonly closing: Closing;
}

/** What was opened is closed again, also when a start fails halfway. @throws what stops it from starting */
export const inFrame = async <T extends object>(
  config: Pick<Config, "logLevel" | "failpoints">,
  open: (frame: Frame) => Promise<T>,
): Promise<T & Closer> => {
  const logger = createLogger(config.logLevel);
  const metrics = new Metrics();
  const closing = new Closing((error) => {
    logger.error({ err: error }, "closing failed");
  });
  try {
    const telemetry = new LoggingTelemetry(logger, metrics);
    const failpoints = config.failpoints === undefined ? undefined : new Failpoints(config.failpoints);
    const opened = await open({ logger, metrics, telemetry, failpoints, redis: new RedisLink(telemetry), closing });
    return { ...opened, close: () => closing.close() };
  } catch (error) {
    await closing.close();
    throw error;
  }
};
