import { createHash } from "node:crypto";

import { describe, expect, it } from "@jest/globals";
import amqp from "amqplib";

import { partitionOf } from "../../infra/rabbitmq/names.ts";
import { useChat } from "../support/chat.ts";
import type { Tiers } from "../support/tiers.ts";
import { partitions } from "../support/tiers.ts";
import { useDeployments } from "../support/tiers-lifecycle.ts";
import { eventually } from "../support/wait.ts";

const aDeployment = useDeployments();
const chat = useChat();

const onAChannel = async <T>({ services }: Tiers, work: (channel: amqp.ConfirmChannel) => Promise<T>): Promise<T> => {
  const connection = await amqp.connect(services.amqpUrl);
  try {
    return await work(await connection.createConfirmChannel());
  } finally {
    await connection.close();
  }
};

const deadLettersIn = (tiers: Tiers): Promise<number> =>
  onAChannel(tiers, async (channel) => (await channel.checkQueue(`${tiers.namespace}.dead-letters`)).messageCount);

const garbage = ["not JSON: my secret", '{"v":1,"command":{"kind":"post","text":"my secret"}}', ""];

describe("what nobody understands, in the queue of a room", () => {
  it("is put aside with its reason, and the commands around it are applied in their order", async () => {
    const tiers = await aDeployment();
    const [http] = await Promise.all([tiers.start("http"), tiers.start("consumer")]);
    const alice = chat.aUser("alice", { at: tiers.at(http, http) });
    const { id } = await alice.makeRoom({ kind: "group" });
    const queue = `${tiers.namespace}.timeline.${partitionOf({ tenantId: alice.tenant, roomId: id }, partitions)}`;
    await alice.accept(id, "before");
    await onAChannel(tiers, (channel) => {
      for (const body of garbage) channel.sendToQueue(queue, Buffer.from(body), { persistent: true });
      return channel.waitForConfirms();
    });
    await alice.say(id, "after");
    expect((await alice.messages(id)).messages.map(({ text }) => text)).toEqual(["before", "after"]);
    await eventually(async () => (await deadLettersIn(tiers)) === garbage.length || undefined, "all are put aside");
    const letters = await tiers.query("select queue, encode(digest, 'hex') as digest, reason from dead_letters");
    const digests = garbage.map((body) => createHash("sha256").update(body).digest("hex"));
    expect(letters.map(({ digest }) => digest).toSorted()).toEqual(digests.toSorted());
    expect(letters.map(({ queue: of }) => of)).toEqual(garbage.map(() => queue));
    for (const { reason } of letters) expect(reason).toMatch(/^It .+[.]$/);
    expect(JSON.stringify(letters)).not.toContain("secret");
  });
});
