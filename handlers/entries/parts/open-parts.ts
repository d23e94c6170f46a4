import type { Broadcaster, NoticeSource } from "../../../core/ports/broadcaster.ts";
import type { Config } from "../../../infra/config.ts";
import { MemoryBroadcaster } from "../../../infra/memory/broadcaster.ts";
import { MemoryCommandBus } from "../../../infra/memory/command-bus.ts";
import { MemoryReceiptBus } from "../../../infra/memory/receipt-bus.ts";
import { MemoryPresenceStore } from "../../../infra/memory/presence-store.ts";
import type { Database } from "../../../infra/postgres/database.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import type { ChatServer } from "../../../infra/socketio/live-sessions.ts";
import { openEmbeddedDatabase } from "./embedded.ts";
import type { Frame } from "./frame.ts";
import { openBroadcasting } from "./open-broadcasting.ts";
import { agreeOnPartitions, openAlone, openMigrated } from "./open-database.ts";
import { openLimits, openLimitsAlone } from "./open-limits.ts";
import { openNoticeSource } from "./open-notices.ts";
import type { Consuming, Publishing } from "./open-queue.ts";
import { openPresence } from "./open-presence.ts";
import { openConsuming, openPublishing } from "./open-queue.ts";

/** What one process that is everything is made of: each service that is named, and the counterpart of each that is not. */

const role = "all";

export const openAnyDatabase = async (frame: Frame, config: Config): Promise<Database> => {
  const { databaseUrl, amqpUrl, redisUrl } = config;
  if (databaseUrl === undefined) return openEmbeddedDatabase(frame, config.dataDir);
  const database = await openMigrated(frame, { ...config, databaseUrl }, role);
  // With a queue or a broadcaster of its own, a second process would neither apply nor hear what the first one does.
  if (amqpUrl === undefined || redisUrl === undefined) await openAlone(frame, databaseUrl);
  return database;
};

export interface AnyQueue extends Publishing, Consuming {
  isUp(): boolean;
}

export const openAnyQueue = async (frame: Frame, config: Config, database: Database): Promise<AnyQueue> => {
  const { amqpUrl } = config;
  if (amqpUrl === undefined) {
    const bus = new MemoryCommandBus(systemClock);
    const receiptBus = new MemoryReceiptBus(systemClock, frame.telemetry);
    return { bus, source: bus, receiptBus, receiptSource: receiptBus, isUp: () => true };
  }
  await agreeOnPartitions(database, config.partitions);
  const publishing = await openPublishing(frame, { ...config, amqpUrl }, role);
  const consuming = await openConsuming(frame, { ...config, amqpUrl }, role, database);
  return { ...publishing.part, ...consuming.part, isUp: () => publishing.isUp() && consuming.isUp() };
};

export const openAnyLimits = async (frame: Frame, config: Config) => {
  const { redisUrl } = config;
  return redisUrl === undefined ? openLimitsAlone(config) : openLimits(frame, { ...config, redisUrl }, role);
};

export const openAnyPresence = async (frame: Frame, config: Config) => {
  const { redisUrl, presenceTerms } = config;
  if (redisUrl !== undefined) return openPresence(frame, { ...config, redisUrl }, role);
  return { presence: new MemoryPresenceStore(systemClock, presenceTerms), presenceTerms };
};

export interface AnyNotices {
  readonly broadcaster: Broadcaster;
  readonly notices: NoticeSource;
  isUp(): boolean;
  /** Calls back each time that notices may have been missed. */
  onResumed(run: () => void): void;
}

export const openAnyNotices = async (frame: Frame, config: Config, io: ChatServer): Promise<AnyNotices> => {
  const { redisUrl } = config;
  if (redisUrl === undefined) {
    const memory = new MemoryBroadcaster((error) => frame.telemetry.setback("delivering a notice", error));
    return { broadcaster: memory, notices: memory, isUp: () => true, onResumed: () => undefined };
  }
  const broadcasting = await openBroadcasting(frame, { ...config, redisUrl }, role);
  const listening = await openNoticeSource(frame, { ...config, redisUrl }, role, io);
  return {
    broadcaster: broadcasting.part,
    notices: listening.part,
    isUp: () => broadcasting.isUp() && listening.isUp(),
    onResumed: (run) => {
      listening.part.onResumed(run);
    },
  };
};
