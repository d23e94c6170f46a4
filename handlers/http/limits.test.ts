import { afterEach, expect, it } from "@jest/globals";
import type { RateName, Standing } from "../../core/entities/limits.ts";
import { RateLimited } from "../../core/entities/limits.ts";
import type { SpendBudgetInput } from "../../core/usecases/limits/spend-budget.ts";
import { fakeUseCases } from "./testing/fake-use-cases.ts";
import type { RunningApp } from "./testing/start-app.ts";
import { startApp } from "./testing/start-app.ts";

let app: RunningApp | undefined;
afterEach(() => app?.stop());

const standing = (name: RateName, isGranted = true): Standing => {
  return { name, rate: { points: 20, seconds: 10 }, isGranted, remaining: isGranted ? 19 : 0, resetMs: 9_001 };
};

/** What is spent, and the app above it. */
const spending = async (refuses = false): Promise<string[]> => {
  const spent: string[] = [];
  const execute = async ({ costs }: SpendBudgetInput) => {
    spent.push(costs.map(({ name, points }) => `${points} ${name}`).join(" "));
    if (refuses) throw new RateLimited([standing("reads-per-user", false)]);
    return costs.map(({ name }) => standing(name));
  };
  app = await startApp({ spendBudget: { execute } });
  return spent;
};

it("counts each request as what it is", async () => {
  const spent = await spending();
  await app!.ask("GET", "/v1/me");
  await app!.ask("POST", "/v1/sync", { json: { rooms: {} } });
  await app!.ask("POST", "/v1/rooms", { json: { kind: "group", members: ["bob", "carol"] } });
  await app!.ask("POST", "/v1/rooms/lobby/members", { json: { userIds: ["bob", "carol", "dave"] } });
  await app!.ask("PUT", "/v1/rooms/lobby/invitations/bob", { json: {} });
  await app!.ask("PATCH", "/v1/rooms/lobby", { json: { name: "Lobby" } });
  await app!.ask("POST", "/v1/rooms/lobby/messages", { json: { text: "hello" } });
  expect(spent).toEqual([
    "1 reads-per-user",
    "1 reads-per-user",
    "1 new-rooms-per-user 2 invitations-per-user",
    "3 invitations-per-user",
    "1 invitations-per-user",
    "1 changes-per-user",
    "",
  ]);
});

it("says with an answer what is allowed and what is left", async () => {
  await spending();
  const answer = await app!.ask("POST", "/v1/rooms", { json: { kind: "group", members: ["bob"] } });
  expect(answer.header("ratelimit-policy")).toBe('"new-rooms-per-user";q=20;w=10, "invitations-per-user";q=20;w=10');
  expect(answer.header("ratelimit")).toBe('"new-rooms-per-user";r=19;t=10, "invitations-per-user";r=19;t=10');
});

it("refuses with 429 before anything is done, and says when to come back", async () => {
  await spending(true);
  const answer = await app!.ask("GET", "/v1/rooms/lobby");
  expect(answer.status).toBe(429);
  expect(answer.body).toMatchObject({ code: "rate_limited", retryAfterMs: 9_001, type: "/docs/errors#rate_limited" });
  expect(answer.header("retry-after")).toBe("10");
  expect(answer.header("ratelimit")).toBe('"reads-per-user";r=0;t=10');
});

it("tells the same of a post, whose use case counts it", async () => {
  const { sendMessage } = fakeUseCases();
  const sent: typeof sendMessage = {
    execute: async (input) => ({ ...(await sendMessage.execute(input)), standings: [standing("posts-per-room")] }),
  };
  app = await startApp({ sendMessage: sent });
  const answer = await app.ask("POST", "/v1/rooms/lobby/messages", { json: { text: "hello" } });
  expect([answer.status, answer.header("ratelimit")]).toEqual([202, '"posts-per-room";r=19;t=10']);
});

it("has no headers where nothing is limited", async () => {
  app = await startApp();
  const answer = await app.ask("GET", "/v1/me");
  expect([answer.header("ratelimit"), answer.header("ratelimit-policy")]).toEqual([null, null]);
});

it("counts against an address what nobody asked, or what is no request, and nothing else", async () => {
  const failed: unknown[] = [];
  app = await startApp({ countFailure: { execute: async (address) => void failed.push(address) } });
  await app.ask("GET", "/v1/me", { headers: { authorization: "" } });
  await app.ask("POST", "/v1/rooms", { json: { kind: 5 } });
  await app.ask("POST", "/v1/rooms", { headers: { "content-type": "application/json" }, body: "{" });
  expect(failed).toEqual(["192.0.2.1", "192.0.2.1", "192.0.2.1"]);
  await app.ask("GET", "/v1/me", { headers: { authorization: "Bearer expired" } });
  await app.ask("GET", "/v1/me");
  expect(failed).toHaveLength(3);
});

it("refuses with 429 what fails once too often from one address, and goes on answering the others there", async () => {
  const execute = () => Promise.reject(new RateLimited([standing("failures-per-address", false)]));
  app = await startApp({ countFailure: { execute } });
  const refused = await app.ask("GET", "/v1/me", { headers: { authorization: "" } });
  expect([refused.status, refused.body.code, refused.header("retry-after")]).toEqual([429, "rate_limited", "10"]);
  expect((await app.ask("GET", "/v1/me")).status).toBe(200);
});
