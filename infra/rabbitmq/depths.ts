import type { RabbitLink } from "./link.ts";
import type { QueueNames } from "./names.ts";

/** Messages that wait in each timeline's queue; who has them in work is not counted. */
export const timelineDepths = async (
  link: RabbitLink,
  { timelines }: QueueNames,
): Promise<ReadonlyMap<string, number>> => {
  const channel = await (await link.connected()).createChannel();
  channel.on("error", () => {});
  const depths = new Map<string, number>();
  for (const timeline of timelines) depths.set(timeline, (await channel.checkQueue(timeline)).messageCount);
  await channel.close();
  return depths;
};
