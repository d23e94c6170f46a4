import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { CommandBus, CommandSource } from "../../../core/ports/command-bus.ts";
import type { ReceiptBus, ReceiptSource } from "../../../core/ports/receipt-bus.ts";
import type { Config, Role } from "../../../infra/config.ts";
import type { Database } from "../../../infra/postgres/database.ts";
import { PostgresAttempts } from "../../../infra/postgres/attempts.ts";
import { PostgresDeadLetterLog } from "../../../infra/postgres/dead-letter-log.ts";
import { PostgresPartitionLeases } from "../../../infra/postgres/partition-leases.ts";
import { RabbitCommandBus } from "../../../infra/rabbitmq/command-bus.ts";
import { RabbitCommandSource } from "../../../infra/rabbitmq/command-source.ts";
import type { RabbitLink } from "../../../infra/rabbitmq/link.ts";
import { openLink } from "../../../infra/rabbitmq/link.ts";
import { LoneTries } from "../../../infra/rabbitmq/lone-tries.ts";
import { queueNames } from "../../../infra/rabbitmq/names.ts";
import { RabbitReceiptBus } from "../../../infra/rabbitmq/receipt-bus.ts";
import { RabbitReceiptSource } from "../../../infra/rabbitmq/receipt-source.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import type { Frame } from "./frame.ts";

type QueueConfig = Pick<Config, "namespace" | "partitions"> & { readonly amqpUrl: string };

/** A part of the queue, and whether it can be used now. */
interface Opened<T> {
  readonly part: T;
  isUp(): boolean;
}

/** What is published to, and what hands out what was. */
export interface Publishing {
  readonly bus: CommandBus;
  readonly receiptBus: ReceiptBus;
}

export interface Consuming {
  readonly source: CommandSource;
  readonly receiptSource: ReceiptSource;
}

/** For a process that may be stopped for a while. */
export interface RenewableLink {
  /** As far as this process has heard. */
  readonly isConnected: boolean;
  /** Whether the broker answers; a connection that is silently gone gives no answer. */
  isAnswering(): Promise<boolean>;
  /** Resolves when there is another connection, also when the last one was lost. */
  renew(): Promise<void>;
}

const open = async ({ telemetry, closing }: Frame, config: QueueConfig, name: string): Promise<RabbitLink> => {
  const names = queueNames(config.namespace, config.partitions);
  const link = await openLink({ url: config.amqpUrl, name, names, telemetry });
  closing.add(() => link.close());
  return link;
};

/** @throws BrokerUnreachable, TopologyDiffers */
export const openPublishing = async (
  frame: Frame,
  config: QueueConfig,
  role: Role,
): Promise<Opened<Publishing> & { readonly link: RenewableLink }> => {
  const link = await open(frame, config, `chat-${role}-publishing`);
  const names = queueNames(config.namespace, config.partitions);
  const part = {
    bus: new RabbitCommandBus(link, names, systemClock),
    receiptBus: new RabbitReceiptBus(link, names, systemClock),
  };
  return { part, isUp: () => link.isUp, link };
};

/** On a connection of its own: a broker that is short of memory blocks those that publish. */
export const openConsuming = async (
  frame: Frame,
  config: QueueConfig,
  role: Role,
  database: Database,
): Promise<Opened<Consuming>> => {
  const link = await open(frame, config, `chat-${role}-consuming`);
  const names = queueNames(config.namespace, config.partitions);
  const owner = `${hostname()}-${process.pid}-${randomUUID()}`;
  const { telemetry } = frame;
  const leases = new PostgresPartitionLeases(database, owner, config.partitions);
  const letters = new PostgresDeadLetterLog(database);
  const tries = new LoneTries(new PostgresAttempts(database, owner), telemetry);
  const tools = { letters, tries, clock: systemClock, telemetry };
  const part = {
    source: new RabbitCommandSource(link, names, leases, tools),
    receiptSource: new RabbitReceiptSource(link, names, tools),
  };
  return { part, isUp: () => link.isUp };
};
