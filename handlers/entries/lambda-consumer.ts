import type { Context } from "aws-lambda";
import { randomUUID } from "node:crypto";
import type { ConfigFor } from "../../infra/config.ts";
import { configFor } from "../../infra/config.ts";
import { consumerContainer } from "../../infra/container/profiles.ts";
import { PostgresAttempts } from "../../infra/postgres/attempts.ts";
import { PostgresDeadLetterLog } from "../../infra/postgres/dead-letter-log.ts";
import { RabbitDeadLetters } from "../../infra/rabbitmq/dead-letters.ts";
import { RabbitEventSource } from "../../infra/rabbitmq/event-source.ts";
import { openLink } from "../../infra/rabbitmq/link.ts";
import { LoneTries } from "../../infra/rabbitmq/lone-tries.ts";
import { queueNames } from "../../infra/rabbitmq/names.ts";
import { systemClock } from "../../infra/runtime/clock.ts";
import { batchesIn } from "../consumers/rabbit-event.ts";
import { consume } from "./parts/consume.ts";
import { Environment } from "./parts/environment.ts";
import type { Frame } from "./parts/frame.ts";
import { forgottenMs, openFunction, openRenewableDatabase } from "./parts/open-function.ts";
import { openBroadcasting } from "./parts/open-broadcasting.ts";

const role = "consumer";

/** A connection to the broker is made for them alone, when there are some: Lambda's poller has the queues. */
const deadLetters = ({ telemetry }: Frame, { amqpUrl: url, ...config }: ConfigFor<typeof role>): RabbitDeadLetters => {
  const names = queueNames(config.namespace, config.partitions);
  return new RabbitDeadLetters(
    () => openLink({ url, name: "chat-dead-letters", names, telemetry }),
    names,
    systemClock,
  );
};

/** The consumer as a function. There is one invocation of it at a time for each queue, which takes the place of a lease. */
const open = () =>
  openFunction(async (frame, config) => {
    const settings = configFor(role, config);
    const { telemetry, failpoints } = frame;
    const database = await openRenewableDatabase(frame, settings, role);
    const notices = await openBroadcasting(frame, settings, role);
    const source = new RabbitEventSource(queueNames(settings.namespace, settings.partitions), {
      letters: new PostgresDeadLetterLog(database),
      tries: new LoneTries(new PostgresAttempts(database, randomUUID()), telemetry),
      deadLetters: deadLetters(frame, settings),
      clock: systemClock,
      telemetry,
    });
    const container = consumerContainer({
      telemetry,
      failpoints,
      database,
      source,
      receiptSource: source.receipts,
      limitsOf: settings.limitsOf,
      broadcaster: notices.part,
    });
    await consume(container, frame.closing);
    const resume = async (pauseMs: number): Promise<void> => {
      if (pauseMs <= forgottenMs) return;
      database.renew();
      await notices.renew();
    };
    return { source, resume };
  });

const environment = new Environment(open, systemClock);

/** For the batches that Lambda takes from the queues. What it throws brings the whole batch back. */
export const handler = (event: unknown, context: Pick<Context, "getRemainingTimeInMillis">): Promise<void> =>
  environment.invoke(({ source }) => source.take(batchesIn(event), context.getRemainingTimeInMillis()));
