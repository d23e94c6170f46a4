import "reflect-metadata";
import { Container } from "inversify";
import type { KeySource, TokenRules } from "../auth/jose-verifier.ts";
import type { Database } from "../postgres/database.ts";
import type { ChatServer } from "../socketio/live-sessions.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { authModule, databaseModule, memoryModule, runtimeModule, socketModule, telemetryModule } from "./modules.ts";
import { consumerModule, gatewayModule, messagesModule, requestModule, roomsModule, usersModule } from "./use-cases.ts";

export type { Container } from "inversify";

/** What was opened before anything could be wired. */
export interface EmbeddedParts {
  readonly database: Database;
  readonly io: ChatServer;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly keys: KeySource;
  readonly tokens: TokenRules;
}

/** The profile of the one process that is everything. */
export const embeddedContainer = (parts: EmbeddedParts): Container => {
  const container = new Container();
  container.load(
    runtimeModule(),
    telemetryModule(parts.logger, parts.metrics),
    authModule(parts.keys, parts.tokens),
    databaseModule(parts.database),
    memoryModule(),
    socketModule(parts.io),
    requestModule(),
    messagesModule(),
    roomsModule(),
    usersModule(),
    consumerModule(),
    gatewayModule(),
  );
  return container;
};
