import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { keptSecret } from "../../infra/auth/secret.ts";
import type { Config } from "../../infra/config.ts";
import { originRule } from "../../infra/config.ts";
import type { Container } from "../../infra/container/embedded.ts";
import { embeddedContainer } from "../../infra/container/embedded.ts";
import { gatewayUseCases, httpUseCases } from "../../infra/container/resolve.ts";
import * as t from "../../infra/container/tokens.ts";
import { within } from "../../core/ports/clock.ts";
import type { Database } from "../../infra/postgres/database.ts";
import type { DatabaseEvents } from "../../infra/postgres/pglite.ts";
import { openEmbedded } from "../../infra/postgres/pglite.ts";
import { systemClock } from "../../infra/runtime/clock.ts";
import { uuidGenerator } from "../../infra/runtime/ids.ts";
import { dropSlow } from "../../infra/socketio/bind.ts";
import { createSocketServer } from "../../infra/socketio/server.ts";
import type { Logger } from "../../infra/telemetry/logger.ts";
import { createLogger } from "../../infra/telemetry/logger.ts";
import { Metrics } from "../../infra/telemetry/metrics.ts";
import { timelineConsumer } from "../consumers/timeline.ts";
import type { HttpDeps } from "../http/app.ts";
import { createApp } from "../http/app.ts";
import type { Closer } from "./closing.ts";
import { Closing } from "./closing.ts";
import { every } from "./every.ts";
import { listen } from "./listen.ts";
import { makeLobby } from "./lobby.ts";
import { bindSockets, drainSockets } from "./sockets.ts";

/** How often a gateway compares what it has pushed with where the rooms stand, in milliseconds. */
const headCheckMs = 5_000;

/** How often connections that do not read are looked for, in milliseconds. */
const slowCheckMs = 1_000;
/** A database that takes longer to answer `select 1` is not ready, in milliseconds. */
const readyMs = 1_000;

export interface EmbeddedChat extends Closer {
  /** As in `http://localhost:3000`. */
  readonly address: string;
  /** It made a secret of its own, and a room to try things out in. */
  readonly isTrial: boolean;
}

/** The whole chat in one process, on one port, with nothing else installed. @throws what stops it from starting */
export const startEmbedded = async (config: Config): Promise<EmbeddedChat> => {
  const logger = createLogger(config.logLevel);
  const closing = new Closing((error) => {
    logger.error({ err: error }, "closing failed");
  });
  try {
    return await open(config, logger, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
};

const open = async (config: Config, logger: Logger, closing: Closing): Promise<EmbeddedChat> => {
  const database = await openEmbedded(config.dataDir, databaseEvents(logger));
  closing.add(() => database.close());
  const metrics = new Metrics();
  const server = createServer();
  const allowedOrigin = originRule(config.corsOrigins);
  const io = createSocketServer({ allowedOrigin, polling: true });
  const keys = config.keys ?? { secret: keptSecret(config.dataDir) };
  const container = embeddedContainer({ database, io, logger, metrics, keys, tokens: config.tokens });
  const address = (): string => `http://localhost:${(server.address() as AddressInfo | null)?.port ?? config.port}`;

  await consume(container, closing);
  if (!config.keys) await makeLobby(container.get(t.CREATE_ROOM));
  serveSockets(container, io, logger, closing);
  server.on("request", createApp(httpDeps({ config, container, database, metrics, logger, address })));
  io.attach(server);
  await listen(server, config.port);
  closing.add(() => drainSockets(io, server));
  return { address: address(), isTrial: !config.keys, close: () => closing.close() };
};

const consume = async (container: Container, closing: Closing): Promise<void> => {
  const apply = container.get(t.APPLY_COMMANDS);
  const consumption = await container.get(t.COMMAND_SOURCE).consume(timelineConsumer(apply));
  closing.add(() => consumption.close());
};

const serveSockets = (
  container: Container,
  io: Parameters<typeof bindSockets>[0],
  logger: Logger,
  closing: Closing,
): void => {
  const relay = container.get(t.RELAY);
  container.get(t.NOTICE_SOURCE).subscribe((notice) => {
    relay.take(notice);
  });
  const heads = container.get(t.CHECK_HEADS);
  closing.add(every(systemClock, headCheckMs, () => heads.execute()));
  closing.add(every(systemClock, slowCheckMs, async () => dropSlow(io)));
  bindSockets(io, {
    useCases: gatewayUseCases(container),
    now: () => systemClock.now(),
    after: (ms, run) => systemClock.after(ms, run),
    onUnexpected: (error) => {
      logger.error({ err: error }, "unexpected");
    },
  });
};

interface HttpParts {
  readonly config: Config;
  readonly container: Container;
  readonly database: Database;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly address: () => string;
}

const httpDeps = ({ config, container, database, metrics, logger, address }: HttpParts): HttpDeps => ({
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

/** What was accepted is in the log of the database, and a new process takes it from there; this one can do nothing more. */
const databaseEvents = (logger: Logger): DatabaseEvents => ({
  onBroken: (reason) => {
    logger.error({ reason, alarm: true }, "the database has ended; free space if the disk is full, and start again");
    process.exit(1);
  },
  onSetback: (error) => {
    logger.warn({ err: error }, "the upkeep of the database failed");
  },
});
