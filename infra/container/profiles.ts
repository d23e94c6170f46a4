import "reflect-metadata";
import type { ContainerModule } from "inversify";
import { Container } from "inversify";
import type { Broadcaster, NoticeSource } from "../../core/ports/broadcaster.ts";
import type { CommandBus, CommandSource } from "../../core/ports/command-bus.ts";
import type { LimitsOf } from "../../core/entities/limits.ts";
import type { RateLimiter } from "../../core/ports/rate-limiter.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import type { KeySource, TokenRules } from "../auth/jose-verifier.ts";
import type { Database } from "../postgres/database.ts";
import type { ChatServer } from "../socketio/live-sessions.ts";
import type { Failpoints } from "../failpoints/failpoints.ts";
import { arm } from "./failpoints.ts";
import { invitationsModule, moderationModule } from "./moderation.ts";
import { budgetsModule } from "./limits.ts";
import { blocksModule } from "./blocks.ts";
import { reportsModule } from "./reports.ts";
import * as m from "./modules.ts";
import {
  consumerModule,
  gatewayModule,
  messagesModule,
  operatorModule,
  requestModule,
  roomsModule,
} from "./use-cases.ts";
import { usersModule } from "./user-use-cases.ts";

export type { Container } from "inversify";

/** What every process opens before anything can be wired. */
interface CommonParts {
  readonly telemetry: Telemetry;
  readonly database: Database;
  /** Where the process is told to fail. */
  readonly failpoints?: Failpoints | undefined;
}

/** For a process that takes requests. */
interface RequestParts extends CommonParts {
  readonly keys: KeySource;
  readonly tokens: TokenRules;
  readonly bus: CommandBus;
  readonly limiter: RateLimiter;
  readonly limitsOf: LimitsOf;
}

export interface HttpParts extends RequestParts {
  readonly broadcaster: Broadcaster;
}

export interface GatewayParts extends RequestParts {
  readonly io: ChatServer;
  readonly notices: NoticeSource;
}

export interface ConsumerParts extends CommonParts {
  readonly source: CommandSource;
  readonly broadcaster: Broadcaster;
}

export interface OperatorParts extends CommonParts {
  readonly broadcaster: Broadcaster;
}

const wired = ({ failpoints }: CommonParts, ...modules: readonly ContainerModule[]): Container => {
  const container = new Container();
  container.load(...modules);
  return failpoints ? arm(container, failpoints) : container;
};

const common = ({ telemetry, database }: CommonParts): readonly ContainerModule[] => [
  m.runtimeModule(),
  m.telemetryModule(telemetry),
  m.databaseModule(database),
];

const requests = (parts: RequestParts): readonly ContainerModule[] => [
  ...common(parts),
  m.authModule(parts.keys, parts.tokens),
  m.commandBusModule(parts.bus),
  m.limitsModule(parts.limiter, parts.limitsOf),
  budgetsModule(),
  requestModule(),
];

const http = ({ broadcaster }: Pick<HttpParts, "broadcaster">): readonly ContainerModule[] => [
  m.broadcasterModule(broadcaster),
  messagesModule(),
  roomsModule(),
  invitationsModule(),
  moderationModule(),
  reportsModule(),
  blocksModule(),
  usersModule(),
];

const gateway = ({ io, notices }: Pick<GatewayParts, "io" | "notices">): readonly ContainerModule[] => [
  m.socketModule(io),
  m.noticeSourceModule(notices),
  gatewayModule(),
];

const consumer = ({ source }: Pick<ConsumerParts, "source">): readonly ContainerModule[] => [
  m.commandSourceModule(source),
  consumerModule(),
];

export const httpContainer = (parts: HttpParts): Container => wired(parts, ...requests(parts), ...http(parts));

export const gatewayContainer = (parts: GatewayParts): Container => wired(parts, ...requests(parts), ...gateway(parts));

export const consumerContainer = (parts: ConsumerParts): Container =>
  wired(parts, ...common(parts), m.broadcasterModule(parts.broadcaster), ...consumer(parts));

/** For a command of whoever runs the chat. */
export const operatorContainer = (parts: OperatorParts): Container =>
  wired(parts, ...common(parts), m.broadcasterModule(parts.broadcaster), operatorModule());

/** The one process that is everything. */
export const wholeContainer = (parts: HttpParts & GatewayParts & ConsumerParts): Container =>
  wired(parts, ...requests(parts), ...http(parts), ...gateway(parts), ...consumer(parts));
