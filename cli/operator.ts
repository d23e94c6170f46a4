import { configFor, readConfig } from "../infra/config.ts";
import { operatorContainer } from "../infra/container/profiles.ts";
import { DROP_COMMAND } from "../infra/container/tokens.ts";
import { PostgresDeadLetterLog } from "../infra/postgres/dead-letter-log.ts";
import { assertCurrent, readMigrations } from "../infra/postgres/migrate.ts";
import { recordPartitions } from "../infra/postgres/partitions.ts";
import { openServer } from "../infra/postgres/server.ts";
import { RabbitDeadLetterQueue } from "../infra/rabbitmq/dead-letter-queue.ts";
import { openLink } from "../infra/rabbitmq/link.ts";
import { partitionHash, queueNames } from "../infra/rabbitmq/names.ts";
import { connectRedis } from "../infra/redis/connect.ts";
import { RedisLink } from "../infra/redis/link.ts";
import { systemClock } from "../infra/runtime/clock.ts";
import { RedisBroadcaster } from "../infra/socketio/redis-broadcaster.ts";
import { createLogger } from "../infra/telemetry/logger.ts";
import { Metrics } from "../infra/telemetry/metrics.ts";
import { LoggingTelemetry } from "../infra/telemetry/telemetry.ts";

const name = "chat-operator";

type Close = () => unknown;

const settings = () => configFor("operator", readConfig());

const openDatabase = async (closing: Close[]) => {
  const { databaseUrl, partitions } = settings();
  const database = await openServer({ url: databaseUrl, max: 2, name });
  closing.push(() => database.close());
  await assertCurrent(database, await readMigrations());
  await recordPartitions(database, partitions, partitionHash);
  return database;
};

/** What an operator works on dead letters with; each is a connection that {@link Operator.close} ends. */
const open = async (closing: Close[]) => {
  const { namespace, partitions, amqpUrl, redisUrl, logLevel } = settings();
  const telemetry = new LoggingTelemetry(createLogger(logLevel), new Metrics());
  const database = await openDatabase(closing);
  const names = queueNames(namespace, partitions);
  const link = await openLink({ url: amqpUrl, name, names, telemetry });
  closing.push(() => link.close());
  const redis = await connectRedis({ url: redisUrl, name, telemetry: new RedisLink(telemetry).part(name) });
  closing.push(() => redis.disconnect());
  const broadcaster = new RedisBroadcaster(redis, namespace, systemClock, telemetry);
  closing.push(() => broadcaster.close());
  return {
    queue: new RabbitDeadLetterQueue(link, names),
    log: new PostgresDeadLetterLog(database),
    drop: operatorContainer({ telemetry, database, broadcaster }).get(DROP_COMMAND),
  };
};

export type Operator = Awaited<ReturnType<typeof open>>;

/** Closes what was opened, in reverse, also when not everything could be. */
export const asOperator = async (work: (operator: Operator) => Promise<void>): Promise<void> => {
  const closing: Close[] = [];
  try {
    await work(await open(closing));
  } finally {
    for (const close of closing.toReversed()) await close();
  }
};
