import { ContainerModule } from "inversify";
import type { Broadcaster, NoticeSource } from "../../core/ports/broadcaster.ts";
import type { CommandBus, CommandSource } from "../../core/ports/command-bus.ts";
import type { LimitsOf } from "../../core/entities/limits.ts";
import type { ReceiptBus, ReceiptSource } from "../../core/ports/receipt-bus.ts";
import type { RateLimiter } from "../../core/ports/rate-limiter.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import { ReceiptGatherer } from "../../core/intake/receipt-gatherer.ts";
import { systemClock } from "../runtime/clock.ts";
import { sha256, uuidGenerator } from "../runtime/ids.ts";
import type { KeySource, TokenRules } from "../auth/jose-verifier.ts";
import { JoseTokenVerifier } from "../auth/jose-verifier.ts";
import { RememberingTokenTerms } from "../auth/remembering-terms.ts";
import { RememberingTokenVerifier } from "../auth/remembering-verifier.ts";
import type { Database } from "../postgres/database.ts";
import { PostgresUnitOfWork, storesOn } from "../postgres/unit-of-work.ts";
import type { ChatServer } from "../socketio/live-sessions.ts";
import { SocketIoLiveSessions } from "../socketio/live-sessions.ts";
import {
  BROADCASTER,
  CLOCK,
  COMMAND_BUS,
  COMMAND_SOURCE,
  DIGESTER,
  IDS,
  LIMITS_OF,
  LIVE_SESSIONS,
  NOTICE_SOURCE,
  RATE_LIMITER,
  RECEIPT_BUS,
  RECEIPT_SOURCE,
  STORES,
  TELEMETRY,
  TOKEN_TERMS,
  TOKEN_VERIFIER,
  UNIT_OF_WORK,
} from "./tokens.ts";

/** One module per thing that a process may have; a profile chooses among them. */

export const runtimeModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(CLOCK).toConstantValue(systemClock);
    bind(IDS).toConstantValue(uuidGenerator);
    bind(DIGESTER).toConstantValue(sha256);
  });

export const telemetryModule = (telemetry: Telemetry): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(TELEMETRY).toConstantValue(telemetry);
  });

export const authModule = (keys: KeySource, rules: TokenRules): ContainerModule =>
  new ContainerModule(({ bind }) => {
    const verifier = new JoseTokenVerifier(keys, rules);
    bind(TOKEN_VERIFIER).toConstantValue(new RememberingTokenVerifier(verifier, systemClock));
    bind(TOKEN_TERMS)
      .toResolvedValue(
        (stores, clock, telemetry) => new RememberingTokenTerms(stores.users, clock, telemetry),
        [STORES, CLOCK, TELEMETRY],
      )
      .inSingletonScope();
  });

export const databaseModule = (database: Database): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(UNIT_OF_WORK).toConstantValue(new PostgresUnitOfWork(database));
    bind(STORES).toConstantValue(storesOn(database));
  });

export const rateLimiterModule = (limiter: RateLimiter): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(RATE_LIMITER).toConstantValue(limiter);
  });

export const limitsModule = (limitsOf: LimitsOf): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(LIMITS_OF).toConstantValue(limitsOf);
  });

export const commandBusModule = (bus: CommandBus): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(COMMAND_BUS).toConstantValue(bus);
  });

export const receiptBusModule = (bus: ReceiptBus): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(RECEIPT_BUS).toConstantValue(new ReceiptGatherer(bus, systemClock));
  });

export const commandSourceModule = (source: CommandSource): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(COMMAND_SOURCE).toConstantValue(source);
  });

export const receiptSourceModule = (source: ReceiptSource): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(RECEIPT_SOURCE).toConstantValue(source);
  });

export const broadcasterModule = (broadcaster: Broadcaster): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(BROADCASTER).toConstantValue(broadcaster);
  });

export const noticeSourceModule = (source: NoticeSource): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(NOTICE_SOURCE).toConstantValue(source);
  });

export const socketModule = (io: ChatServer): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(LIVE_SESSIONS)
      .toResolvedValue((clock) => new SocketIoLiveSessions(io, clock), [CLOCK])
      .inSingletonScope();
  });
