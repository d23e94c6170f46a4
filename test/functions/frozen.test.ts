import { describe, expect, it } from "@jest/globals";

import { anId, inTurn, range, useChat } from "../support/chat.ts";
import type { Functions } from "../support/functions/functions.ts";
import { useEnds, useFunctions } from "../support/functions/functions-lifecycle.ts";
import type { FunctionPool } from "../support/functions/function-pool.ts";
import { openWatchedProxy } from "../support/functions/watched-proxy.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const atEnd = useEnds();
const aDeployment = useFunctions();
const chat = useChat();

/** Of the connection to the broker, in seconds: it ends a connection that is silent for some two of them. */
const heartbeat = 1;
/** What a post may take that finds its connection gone; a publish that is never confirmed takes 4 s. In milliseconds. */
const quickMs = 1_500;

const withHeartbeat = (url: string): string => `${url}?heartbeat=${heartbeat}`;

const aRoomOf = async (
  functions: Functions,
  address: string,
): Promise<{ readonly alice: User; readonly id: string }> => {
  const alice = chat.aUser("alice", { at: { url: address, socketUrl: address, secret: functions.tiers.secret } });
  const { id } = await alice.makeRoom({ kind: "group" });
  return { alice, id };
};

const textsOf = async (alice: User, id: string): Promise<string[]> =>
  (await alice.messages(id)).messages.map(({ text }) => text);

describe("an HTTP environment that was frozen for longer than its heartbeat", () => {
  it.each([
    ["though nobody told it that its connection is gone", true],
    ["when it was told", false],
  ])("accepts the next post quickly, %s", async (_name, isDeaf) => {
    const functions = await aDeployment();
    const proxy = await openWatchedProxy(withHeartbeat(functions.tiers.services.amqpUrl), { isDeaf });
    atEnd(() => proxy.close());
    const { address, pool } = await functions.http(1, { AMQP_URL: proxy.url });
    const { alice, id } = await aRoomOf(functions, address);
    await alice.accept(id, "before");
    await eventually(async () => proxy.held === 0 || undefined, "the broker gives the connection up");
    const after = await alice.post(`/v1/rooms/${id}/messages`, { text: "after" });
    expect([after.status, after.ms < quickMs]).toEqual([202, true]);
    expect(pool.environments).toHaveLength(1);
    functions.consume();
    await eventually(async () => (await textsOf(alice, id)).length === 2 || undefined, "both are stored");
    expect(functions.said()).not.toMatch(/"level":"(error|fatal)"/);
  });
});

describe("an HTTP environment whose services went away and came back while it was frozen", () => {
  it("refuses posts quickly, if at all, until it is connected with the broker again", async () => {
    const functions = await aDeployment();
    const proxy = await TcpProxy.open(functions.tiers.services.amqpUrl);
    atEnd(() => proxy.close());
    const { address } = await functions.http(1, { AMQP_URL: proxy.through(functions.tiers.services.amqpUrl) });
    const { alice, id } = await aRoomOf(functions, address);
    await alice.accept(id, "before");
    proxy.cut();
    const body = { id: anId(), text: "after" };
    await eventually(async () => {
      const { status, ms } = await alice.post(`/v1/rooms/${id}/messages`, body);
      expect([status === 202 || status === 503, ms < quickMs]).toEqual([true, true]);
      return status === 202 ? true : undefined;
    }, "the post is accepted");
  });

  it("reads from the database as before", async () => {
    const functions = await aDeployment();
    const { address } = await functions.http(1);
    const { alice, id } = await aRoomOf(functions, address);
    const others = "datname = current_database() and pid <> pg_backend_pid()";
    await functions.tiers.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`);
    const left = () => functions.tiers.query(`select pid from pg_stat_activity where ${others}`);
    await eventually(async () => (await left()).length === 0 || undefined, "the database has closed its connections");
    expect(await alice.get(`/v1/rooms/${id}`)).toMatchObject({ status: 200 });
  });
});

describe("an HTTP environment that is killed while it publishes", () => {
  it("leaves its caller with an error, who may repeat the post as often as wanted", async () => {
    const functions = await aDeployment();
    const proxy = await TcpProxy.open(functions.tiers.services.amqpUrl);
    atEnd(() => proxy.close());
    const { address, pool } = await functions.http(1, { AMQP_URL: proxy.through(functions.tiers.services.amqpUrl) });
    const { alice, id } = await aRoomOf(functions, address);
    await alice.accept(id, "before");
    proxy.hold("answers");
    const body = { id: anId(), text: "once" };
    const path = `/v1/rooms/${id}/messages`;
    // What answers is in front of the functions, so it is nothing of the API's.
    const posted = fetch(`${address}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await alice.token()}` },
      body: JSON.stringify(body),
    });
    const [killed] = pool.environments;
    await eventually(async () => (killed?.isBusy ? true : undefined), "the post is worked on");
    killed?.signal("SIGKILL");
    expect((await posted).status).toBe(500);
    proxy.heal();
    expect(await alice.post(path, body)).toMatchObject({ status: 202 });
    expect(await alice.post(path, body)).toMatchObject({ status: 202 });
    functions.consume();
    await eventually(async () => (await textsOf(alice, id)).length === 2 || undefined, "it is stored");
    expect(await textsOf(alice, id)).toEqual(["before", "once"]);
  });
});

const senders = 10;
const each = 40;
const kills = 6;

const postAll = async (alice: User, id: string, sender: number): Promise<void> => {
  for (const index of range(each)) await alice.accept(id, `${sender}:${index}`);
};

const killBusy = async (pools: readonly FunctionPool[]): Promise<void> => {
  const busy = await eventually(
    async () => pools.flatMap(({ environments }) => environments).find(({ isBusy }) => isBusy),
    "a consumer works on a batch",
  );
  busy.signal("SIGKILL");
};

describe("consumers that are killed in the middle of their batches", () => {
  it("lose nothing, double nothing and keep the order of each sender", async () => {
    const functions = await aDeployment();
    const { address } = await functions.http(4);
    const rooms = await Promise.all([1, 2].map(() => aRoomOf(functions, address)));
    const pools = functions.consume({ windowMs: 5 });
    const room = (sender: number) => rooms[sender % rooms.length]!;
    const posted = range(senders).map((sender) => postAll(room(sender).alice, room(sender).id, sender));
    await inTurn(kills, () => killBusy(pools));
    await Promise.all(posted);
    for (const [index, { alice, id }] of rooms.entries()) {
      const own = range(senders).filter((sender) => sender % rooms.length === index);
      await eventually(
        async () => (await alice.room(id)).seq === own.length * each || undefined,
        "all are stored",
        30_000,
      );
      const texts = await textsOf(alice, id);
      for (const sender of own) {
        const his = texts.filter((text) => text.startsWith(`${sender}:`));
        expect(his).toEqual(range(each).map((number) => `${sender}:${number}`));
      }
    }
  });
});
