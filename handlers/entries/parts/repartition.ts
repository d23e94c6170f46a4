import type { ConfigFor } from "../../../infra/config.ts";
import type { Database } from "../../../infra/postgres/database.ts";
import { readPartitions, repartition } from "../../../infra/postgres/partitions.ts";
import { timelineDepths } from "../../../infra/rabbitmq/depths.ts";
import { openLink } from "../../../infra/rabbitmq/link.ts";
import { partitionHash, queueNames } from "../../../infra/rabbitmq/names.ts";
import type { Frame } from "./frame.ts";

/** Commands still wait in the old queues; the message says in which. */
class QueuesNotEmpty extends Error {
  override readonly name = "QueuesNotEmpty";
}

/**
 * Divides the timelines into `config.partitions` queues. Nothing may post meanwhile, and nothing may wait: a room's
 * later commands would overtake its earlier ones.
 * @throws QueuesNotEmpty
 */
export const divideAnew = async (
  { telemetry, closing }: Frame,
  { amqpUrl: url, namespace, partitions }: ConfigFor<"repartition">,
  database: Database,
): Promise<void> => {
  const before = queueNames(namespace, (await readPartitions(database)) ?? partitions);
  const link = await openLink({ url, name: "chat-migrate", names: before, telemetry });
  closing.add(() => link.close());
  const waiting = [...(await timelineDepths(link, before))].filter(([, messages]) => messages > 0);
  if (waiting.length > 0) {
    const depths = waiting.map(([queue, messages]) => `${queue}: ${messages}`).join(", ");
    throw new QueuesNotEmpty(
      `Commands wait in the queues (${depths}). Stop everything that posts, let the consumers finish, and stop them.`,
    );
  }
  await repartition(database, partitions, partitionHash);
};
