import "reflect-metadata";
import type { ContainerModule } from "inversify";
import { Container } from "inversify";
import type { Broadcaster, NoticeSource } from "../../core/ports/broadcaster.ts";
import type { CommandBus, CommandSource } from "../../core/ports/command-bus.ts";
import type { LimitsOf } from "../../core/entities/limits.ts";
import type { ReceiptBus, ReceiptSource } from "../../core/ports/receipt-bus.ts";
import type { PresenceStore, PresenceTerms } from "../../core/ports/presence-store.ts";
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
import { attendanceModule, presenceModule, presenceStoreModule } from "./presence.ts";
import { receiptConsumerModule, receiptsModule, socketReceiptsModule } from "./receipts.ts";
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
export interface RequestParts extends CommonParts {
  readonly keys: KeySource;
  readonly tokens: TokenRules;
  readonly bus: CommandBus;
  readonly receiptBus: ReceiptBus;
  readonly limiter: RateLimiter;
  readonly limitsOf: LimitsOf;
  readonly broadcaster: Broadcaster;
  readonly presence: PresenceStore;
  readonly presenceTerms: PresenceTerms;
}

export interface GatewayParts extends RequestParts {
  readonly io: ChatServer;
  readonly notices: NoticeSource;
}

export interface ConsumerParts extends CommonParts {
  readonly source: CommandSource;
  readonly receiptSource: ReceiptSource;
  readonly limitsOf: LimitsOf;
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
  m.receiptBusModule(parts.receiptBus),
  m.rateLimiterModule(parts.limiter),
  m.limitsModule(parts.limitsOf),
  m.broadcasterModule(parts.broadcaster),
  presenceStoreModule(parts.presence, parts.presenceTerms),
  budgetsModule(),
  requestModule(),
];

const http = (): readonly ContainerModule[] => [
  messagesModule(),
  roomsModule(),
  invitationsModule(),
  moderationModule(),
  receiptsModule(),
  reportsModule(),
  blocksModule(),
  presenceModule(),
  usersModule(),
];

const gateway = ({ io, notices }: Pick<GatewayParts, "io" | "notices">): readonly ContainerModule[] => [
  m.socketModule(io),
  m.noticeSourceModule(notices),
  attendanceModule(),
  gatewayModule(),
  socketReceiptsModule(),
];

const consumer = ({
  source,
  receiptSource,
}: Pick<ConsumerParts, "source" | "receiptSource">): readonly ContainerModule[] => [
  m.commandSourceModule(source),
  m.receiptSourceModule(receiptSource),
  consumerModule(),
  receiptConsumerModule(),
];

export const httpContainer = (parts: RequestParts): Container => wired(parts, ...requests(parts), ...http());

export const gatewayContainer = (parts: GatewayParts): Container => wired(parts, ...requests(parts), ...gateway(parts));

export const consumerContainer = (parts: ConsumerParts): Container =>
  wired(
    parts,
    ...common(parts),
    m.limitsModule(parts.limitsOf),
    m.broadcasterModule(parts.broadcaster),
    ...consumer(parts),
  );

/** For a command of whoever runs the chat. */
export const operatorContainer = (parts: OperatorParts): Container =>
  wired(parts, ...common(parts), m.broadcasterModule(parts.broadcaster), operatorModule());

/** The one process that is everything. */
export const wholeContainer = (parts: GatewayParts & ConsumerParts): Container =>
  wired(parts, ...requests(parts), ...http(), ...gateway(parts), ...consumer(parts));
