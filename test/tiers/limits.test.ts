import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { useChat } from "../support/chat.ts";
import { Tiers } from "../support/tiers.ts";
import type { User } from "../support/user.ts";

const settings = { RATE_LIMITS: "posts-per-user=4/60s" };
const chat = useChat();
let tiers: Tiers;
let first: User;
let second: User;

beforeAll(async () => {
  tiers = await new Tiers().prepare();
  const [one, two, gateway] = await Promise.all([
    tiers.start("http", settings),
    tiers.start("http", settings),
    tiers.start("gateway", settings),
  ]);
  const tenant = "limits";
  first = chat.aUser("alice", { tenant, at: tiers.at(one, gateway) });
  second = chat.aUser("alice", { tenant, at: tiers.at(two, gateway) });
});

afterAll(() => tiers.clear());

describe("a limit", () => {
  it("is one for all processes, HTTP and gateways alike", async () => {
    const { id } = await first.makeRoom({ kind: "group" });
    const post = async (user: User) => (await user.post(`/v1/rooms/${id}/messages`, { text: "hello" })).status;
    expect([await post(first), await post(second), await post(first)]).toEqual([202, 202, 202]);
    const socket = await second.connect();
    expect(await second.sendBy(socket, id, "hello")).toMatchObject({ ok: true });
    expect(await second.sendBy(socket, id, "hello")).toMatchObject({ ok: false, code: "rate_limited" });
    expect([await post(first), await post(second)]).toEqual([429, 429]);
  });
});
