import { expect, it } from "@jest/globals";

import type { Settings } from "../../support/chat-process.ts";
import { failToStart } from "../../support/chat-process.ts";
import { range, useChat } from "../../support/chat.ts";
import type { Deployment } from "../../support/deployment.ts";
import { ask } from "../../support/http.ts";
import { describeProcesses, useSites } from "../../support/lifecycle.ts";
import type { User } from "../../support/user.ts";
import { eventually } from "../../support/wait.ts";

const chat = useChat();
const aSite = useSites();

const start = async (limits: string, more: Settings = {}): Promise<Deployment> => {
  const site = aSite();
  const { address } = await site.start({ RATE_LIMITS: limits, ...more });
  return { url: address, socketUrl: address, secret: site.secret };
};

describeProcesses("whoever does too much", () => {
  it("is told when to come back, over both transports, and holds nobody else up", async () => {
    const slow = { "posts-per-user": "3/60s", "new-rooms-per-user": "1/60s" };
    const small = { "rooms-per-user": 2, "members-per-room": 3, "blocks-per-user": 1, "text-length": 5 };
    const at = await start("", { TENANT_LIMITS: JSON.stringify({ slow, small }) });
    const [alice, bob] = ["alice", "bob"].map((id) => chat.aUser(id, { at, tenant: "slow" })) as [User, User];
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const post = (user = alice) => user.post(`/v1/rooms/${id}/messages`, { text: "hello" });
    const first = await post();
    expect(first.headers.get("ratelimit-policy")).toContain('"posts-per-user";q=3;w=60, "posts-per-room";q=');
    expect(first.headers.get("ratelimit")).toMatch(/^"posts-per-user";r=2;t=60, "posts-per-room";r=\d+;t=\d+$/);
    expect([(await post()).status, (await post()).status]).toEqual([202, 202]);
    const refused = await post();
    expect([refused.status, refused.body.code]).toEqual([429, "rate_limited"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
    expect(refused.headers.get("ratelimit")).toMatch(/^"posts-per-user";r=0;t=\d+/);
    expect(await alice.sendBy(await alice.connect(), id, "hello")).toMatchObject({
      ok: false,
      code: "rate_limited",
      retryAfterMs: expect.any(Number),
    });
    expect((await post(bob)).status).toBe(202);
    expect((await alice.post("/v1/rooms", { kind: "group" })).status).toBe(429);
    await hasItsOwnLimits((id) => chat.aUser(id, { at, tenant: "small" }));
  });

  it("with the product's client sends everything in the end, in order", async () => {
    const limits = "posts-per-user=3/1s,sockets-per-user=2,failures-per-address=2/60s,events-per-socket=30/60s";
    const at = await start(limits, { TRUSTED_PROXIES: "1" });
    const alice = chat.aUser("alice", { at });
    const { id } = await alice.makeRoom({ kind: "group" });
    const client = alice.sdk();
    const sent = await Promise.all(range(8).map((index) => client.send(id, { text: `${index}` })));
    expect(sent.map(({ text, seq }) => [text, seq])).toEqual(range(8).map((index) => [`${index}`, index + 1]));
    expect((await alice.messages(id)).messages).toHaveLength(8);
    client.close();
    await holdsTwoSockets(chat.aUser("bob", { at }));
    await failsFrom(at);
  });
});

/** Of rooms, members, blocks and texts. */
const hasItsOwnLimits = async (aUser: (id: string) => User): Promise<void> => {
  const [alice, bob] = [aUser("alice"), aUser("bob")];
  const { id } = await alice.makeRoom({ kind: "group", members: ["bob", "carol"] });
  const full = await alice.post(`/v1/rooms/${id}/members`, { userIds: ["dave"] });
  expect([full.status, full.body.code]).toEqual([409, "room_full"]);
  const tooFull = await bob.post("/v1/rooms", { kind: "group", members: ["a", "b", "c"] });
  expect([tooFull.status, tooFull.body.code]).toEqual([409, "room_full"]);
  await alice.makeRoom({ kind: "group" });
  expect((await alice.post("/v1/rooms", { kind: "group" })).body.code).toBe("too_many_rooms");
  await alice.must(alice.put("/v1/me/blocks/carol"));
  const blocked = await alice.put("/v1/me/blocks/dave");
  expect([blocked.status, blocked.body.code]).toEqual([409, "too_many_blocks"]);
  const long = await bob.post(`/v1/rooms/${id}/messages`, { text: "123456" });
  expect([long.status, long.body.errors]).toEqual([400, [expect.objectContaining({ path: "text", code: "too_long" })]]);
  expect((await bob.connect()).ready?.limits.textLength).toBe(5);
};

const holdsTwoSockets = async (bob: User): Promise<void> => {
  const [first] = [await bob.connect(), await bob.connect()];
  const third = await bob.knock();
  await eventually(async () => third.isOver || undefined, "the third is refused");
  expect(third.refusal).toMatchObject({ code: "too_many_sockets", retry: "later" });
  first.close();
  const fourth = await eventually(async () => {
    const socket = await bob.knock();
    await eventually(async () => socket.isOver || socket.ready !== undefined || undefined, "it is answered");
    return socket.ready ? socket : undefined;
  }, "there is room again");
  for (const index of range(61)) void fourth.ask("sync", { rooms: { none: index } }).catch(() => undefined);
  expect(await eventually(async () => fourth.bye, "it is ended")).toMatchObject({
    code: "rate_limited",
    retry: "later",
  });
};

/** Behind one proxy, which adds the address it sees to whatever its caller wrote. */
const failsFrom = async (at: Deployment): Promise<void> => {
  const statusFrom = async (forwarded: string, authorization = "") => {
    const headers = { authorization, "x-forwarded-for": forwarded };
    return (await ask("GET", "/v1/me", { headers }, at.url)).status;
  };
  expect([await statusFrom("192.0.2.1"), await statusFrom("203.0.113.1, 192.0.2.1")]).toEqual([401, 401]);
  expect([await statusFrom("203.0.113.2, 192.0.2.1"), await statusFrom("192.0.2.2")]).toEqual([429, 401]);
  const good = `Bearer ${await chat.aUser("carol", { at }).token()}`;
  expect(await statusFrom("192.0.2.1", good)).toBe(200);
};

describeProcesses("a process whose limits cannot be used", () => {
  it("does not start, and says what there is", async () => {
    const refused = await failToStart(aSite().home, { RATE_LIMITS: "posts=100/10s" });
    expect(refused.code).toBe(1);
    expect(refused.said).toContain("RATE_LIMITS cannot be used: posts is no limit; there are posts-per-user, ");
  });
});
