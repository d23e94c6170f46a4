import { expect, it } from "@jest/globals";
import type { Limits } from "../entities/limits.ts";
import type { Draw } from "../ports/rate-limiter.ts";
import { standingOf } from "../ports/rate-limiter.ts";
import { Budgets } from "./budgets.ts";

const rate = { points: 10, seconds: 60 };

const aBudget = (rates: Limits["rates"], refused: readonly string[] = []) => {
  const taken: (readonly Draw[])[] = [];
  const limiter = {
    take: async (draws: readonly Draw[]) => {
      taken.push(draws);
      return draws.map((draw, at) =>
        standingOf(draw, { isGranted: !refused.includes(draw.name), remaining: 1, resetMs: 1_000 * (at + 1) }),
      );
    },
  };
  return { taken, budgets: new Budgets(limiter, () => ({ rates, counts: {} })) };
};

it("asks for all budgets at once, each owner's in its tenant", async () => {
  const { budgets, taken } = aBudget({ "posts-per-user": rate, "posts-per-room": rate });
  await budgets.spend("acme", [
    { name: "posts-per-user", owner: "alice" },
    { name: "posts-per-room", owner: "lobby", points: 3 },
  ]);
  expect(taken).toEqual([
    [
      { name: "posts-per-user", rate, owner: "acme/alice", points: 1 },
      { name: "posts-per-room", rate, owner: "acme/lobby", points: 3 },
    ],
  ]);
});

it("asks nobody about what is not limited", async () => {
  const { budgets, taken } = aBudget({});
  expect(await budgets.spend("acme", [{ name: "posts-per-user", owner: "alice" }])).toEqual([]);
  expect(taken).toEqual([]);
});

it("refuses with the time until the last of the exhausted ones is full again", async () => {
  const rates = { "posts-per-user": rate, "posts-per-room": rate };
  const { budgets } = aBudget(rates, ["posts-per-user", "posts-per-room"]);
  const spent = budgets.spend("acme", [
    { name: "posts-per-user", owner: "alice" },
    { name: "posts-per-room", owner: "lobby" },
  ]);
  await expect(spent).rejects.toMatchObject({
    code: "rate_limited",
    message: "The limit posts-per-user, posts-per-room is reached.",
    retryAfterMs: 2_000,
  });
});
