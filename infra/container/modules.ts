import { ContainerModule } from "inversify";
import { systemClock } from "../runtime/clock.ts";
import { sha256, uuidGenerator } from "../runtime/ids.ts";
import type { KeySource, TokenRules } from "../auth/jose-verifier.ts";
import { JoseTokenVerifier } from "../auth/jose-verifier.ts";
import { MemoryBroadcaster } from "../memory/broadcaster.ts";
import { MemoryCommandBus } from "../memory/command-bus.ts";
import type { Database } from "../postgres/database.ts";
import { PostgresUnitOfWork, storesOn } from "../postgres/unit-of-work.ts";
import type { ChatServer } from "../socketio/live-sessions.ts";
import { SocketIoLiveSessions } from "../socketio/live-sessions.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { LoggingTelemetry } from "../telemetry/telemetry.ts";
import {
  BROADCASTER,
  CLOCK,
  COMMAND_BUS,
  COMMAND_SOURCE,
  DIGESTER,
  IDS,
  LIVE_SESSIONS,
  NOTICE_SOURCE,
  STORES,
  TELEMETRY,
  TOKEN_VERIFIER,
  UNIT_OF_WORK,
} from "./tokens.ts";

/** One module per technology: a profile chooses among them. */

export const runtimeModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(CLOCK).toConstantValue(systemClock);
    bind(IDS).toConstantValue(uuidGenerator);
    bind(DIGESTER).toConstantValue(sha256);
  });

export const telemetryModule = (logger: Logger, metrics: Metrics): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(TELEMETRY).toConstantValue(new LoggingTelemetry(logger, metrics));
  });

export const authModule = (keys: KeySource, rules: TokenRules): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(TOKEN_VERIFIER).toConstantValue(new JoseTokenVerifier(keys, rules));
  });

export const databaseModule = (database: Database): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(UNIT_OF_WORK).toConstantValue(new PostgresUnitOfWork(database));
    bind(STORES).toConstantValue(storesOn(database));
  });

export const memoryModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    const bus = new MemoryCommandBus(systemClock);
    bind(COMMAND_BUS).toConstantValue(bus);
    bind(COMMAND_SOURCE).toConstantValue(bus);
    bind(MemoryBroadcaster)
      .toResolvedValue(
        (telemetry) => new MemoryBroadcaster((error) => telemetry.setback("delivering a notice", error)),
        [TELEMETRY],
      )
      .inSingletonScope();
    bind(BROADCASTER).toService(MemoryBroadcaster);
    bind(NOTICE_SOURCE).toService(MemoryBroadcaster);
  });

export const socketModule = (io: ChatServer): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(LIVE_SESSIONS).toConstantValue(new SocketIoLiveSessions(io));
  });
