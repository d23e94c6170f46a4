import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import amqp from "amqplib";
import type { PostCommand } from "../../core/entities/command.ts";
import { encode } from "../../infra/rabbitmq/command-codec.ts";
import { encodeReceipts } from "../../infra/rabbitmq/receipt-codec.ts";
import { queueNames } from "../../infra/rabbitmq/names.ts";
import { aPost, aReceipt } from "../support/builders.ts";
import type { FunctionPool } from "../support/functions/function-pool.ts";
import { Functions } from "../support/functions/functions.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { partitions } from "../support/tiers.ts";
import { eventually } from "../support/wait.ts";
import { format2, tokenFor } from "./http-events.ts";

jest.setTimeout(60_000);

const functions = new Functions();
const names = queueNames(functions.tiers.namespace, partitions);
const queue = names.timelines[0]!;
let database: TcpProxy;
let consumer: FunctionPool;
beforeAll(async () => {
  await functions.prepare();
  const { databaseUrl } = functions.tiers.services;
  database = await TcpProxy.open(databaseUrl);
  consumer = functions.pool("consumer", 1, { DATABASE_URL: database.through(databaseUrl) });
  // It makes the queues, which the consumer never does: its poller has them.
  const http = functions.pool("http", 1);
  const headers = { authorization: `Bearer ${await tokenFor(functions)}`, "content-type": "application/json" };
  for (const id of ["a", "b", "c", "d", "e", "f", "g"]) {
    const body = JSON.stringify({ id, kind: "group" });
    await http.invoke(format2({ method: "POST", path: "/v1/rooms", headers, body }));
  }
  await consumer.invoke(eventOf());
}, 180_000);
afterAll(async () => {
  await database.close();
  await functions.clear();
});

const post = (roomId: string, text: string, more: Partial<PostCommand> = {}): Buffer =>
  encode(aPost({ room: { tenantId: "default", roomId }, text, ...more }));

const eventOf = (...bodies: readonly (Buffer | string)[]) => eventFrom(queue, ...bodies);

const eventFrom = (from: string, ...bodies: readonly (Buffer | string)[]) => ({
  eventSource: "aws:rmq",
  eventSourceArn: "arn:aws:mq:eu-central-1:123456789012:broker:chat:b-00000000-0000-0000-0000-000000000000",
  rmqMessagesByQueue: {
    [`${from}::/`]: bodies.map((body) => ({
      basicProperties: { headers: { sent: { bytes: [104, 105] } }, deliveryMode: 2, bodySize: body.length },
      redelivered: false,
      data: Buffer.from(body).toString("base64"),
    })),
  },
});

const textsIn = async (roomId: string): Promise<string[]> => {
  const stored = `select text from messages m join rooms r on r.key = m.room_id where r.id = '${roomId}' order by m.seq`;
  return (await functions.tiers.query(stored)).map(({ text }) => String(text));
};

const deadLetters = async (): Promise<string[]> => {
  const connection = await amqp.connect(functions.tiers.services.amqpUrl);
  const channel = await connection.createChannel();
  const letters: string[] = [];
  for (let letter = await channel.get(names.deadLetters); letter; letter = await channel.get(names.deadLetters)) {
    channel.ack(letter);
    letters.push(letter.content.toString());
  }
  await connection.close();
  return letters;
};

describe("a batch that Lambda's poller hands over", () => {
  it("is applied in its order, and once", async () => {
    const first = post("a", "one");
    const batch = eventOf(first, post("a", "two"), first, post("a", "three"));
    await consumer.invoke(batch);
    await consumer.invoke(batch);
    expect(await textsIn("a")).toEqual(["one", "two", "three"]);
  });

  it("is applied beside what cannot be read, which is put aside with its reason", async () => {
    await consumer.invoke(eventOf(post("b", "one"), "no command", post("b", "two")));
    expect(await textsIn("b")).toEqual(["one", "two"]);
    expect(await deadLetters()).toEqual(["no command"]);
    const noted = await functions.tiers.query("select queue from dead_letters where reason like '%not a JSON object%'");
    expect(noted).toEqual([{ queue }]);
  });

  it("is applied beside what breaks the consumer", async () => {
    await functions.tiers.query(`
      create function break_it() returns trigger language plpgsql as $$ begin raise exception 'poison'; end $$;
      create trigger poison before insert on messages for each row when (new.text = 'poison') execute function break_it()`);
    const poison = post("c", "poison");
    await consumer.invoke(eventOf(post("c", "one"), poison, post("c", "two")));
    expect(await textsIn("c")).toEqual(["one", "two"]);
    expect(await deadLetters()).toEqual([poison.toString()]);
  });

  it("is applied up to a command of a newer version, and comes back", async () => {
    const invoked = consumer.invoke(eventOf(post("d", "one"), '{"v":99}', post("d", "two")));
    await expect(invoked).rejects.toThrow(/^BatchGivenBack: .* has version 99, .*: upgrade it[.]$/);
    expect(await textsIn("d")).toEqual(["one"]);
  });

  it("is tried again while the database is away, in its order", async () => {
    const triedAgain = () => consumer.said().split("batch has to be tried again").length;
    const before = triedAgain();
    database.refuse();
    const invoked = consumer.invoke(eventOf(post("e", "one"), post("e", "two")));
    await eventually(async () => triedAgain() > before || undefined, "the consumer finds the database away");
    database.heal();
    await invoked;
    expect(await textsIn("e")).toEqual(["one", "two"]);
  });

  it("comes back shortly before its time is up, and leaves the environment sound", async () => {
    database.refuse();
    const batch = eventOf(post("f", "one"));
    const invoked = consumer.invoke(batch, { timeoutMs: 2_500 });
    await expect(invoked).rejects.toThrow("BatchGivenBack: 1 messages of");
    database.heal();
    await consumer.invoke(batch);
    expect(await textsIn("f")).toEqual(["one"]);
    expect(consumer.environments).toHaveLength(1);
  });

  it("is of receipts where it comes from their queue, and moves watermarks", async () => {
    await consumer.invoke(eventOf(post("g", "one"), post("g", "two")));
    const room = { tenantId: "default", roomId: "g" };
    const noReceipts = '{"v":1}';
    const lots = [1, 2].map((read) => encodeReceipts([aReceipt({ room, delivered: 2, read })]));
    await consumer.invoke(eventFrom(names.receipts, ...lots, noReceipts));
    const moved = "select w.read from watermarks w join rooms r on r.key = w.room_id where r.id = 'g'";
    expect((await functions.tiers.query(moved)).map(({ read }) => Number(read))).toEqual([2]);
    expect(await deadLetters()).toEqual([noReceipts]);
  });

  it("is refused when it is no batch", async () => {
    await expect(consumer.invoke({ Records: [] })).rejects.toThrow("UnknownEvent");
  });
});

describe("a function that cannot start", () => {
  it("says so in a sentence for its operator, and starts with its next event when it can", async () => {
    const away = await TcpProxy.open(functions.tiers.services.databaseUrl);
    away.refuse();
    const settings = { DATABASE_URL: away.through(functions.tiers.services.databaseUrl) };
    const http = functions.pool("http", 1, settings);
    const ready = format2({ method: "GET", path: "/readyz" });
    const refused = await http.invoke<{ statusCode: number; headers: Record<string, string> }>(ready);
    expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([503, "1"]);
    expect(http.said()).toMatch(/The function cannot start[.] PostgreSQL at .* cannot be reached/);
    away.heal();
    expect(await http.invoke(ready)).toMatchObject({ statusCode: 200 });
    await http.end();
    await away.close();
  });
});
