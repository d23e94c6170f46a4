import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { keptSecret } from "../../infra/auth/secret.ts";
import type { Config } from "../../infra/config.ts";
import { originRule } from "../../infra/config.ts";
import { embeddedContainer } from "../../infra/container/embedded.ts";
import * as t from "../../infra/container/tokens.ts";
import type { DatabaseEvents } from "../../infra/postgres/pglite.ts";
import { openEmbedded } from "../../infra/postgres/pglite.ts";
import { createSocketServer } from "../../infra/socketio/server.ts";
import type { Logger } from "../../infra/telemetry/logger.ts";
import { createLogger } from "../../infra/telemetry/logger.ts";
import { Metrics } from "../../infra/telemetry/metrics.ts";
import { createApp } from "../http/app.ts";
import type { Closer } from "./parts/closing.ts";
import { Closing } from "./parts/closing.ts";
import { consume } from "./parts/consume.ts";
import { httpDeps } from "./parts/http-deps.ts";
import { listen } from "./parts/listen.ts";
import { makeLobby } from "./parts/lobby.ts";
import { drainSockets, serveSockets } from "./parts/sockets.ts";

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
