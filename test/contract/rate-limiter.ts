import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { RateName } from "../../core/entities/limits.ts";
import type { Draw, RateLimiter } from "../../core/ports/rate-limiter.ts";

interface Tested {
  readonly limiter: RateLimiter;
  close(): Promise<void>;
}

/** @param owner made when absent */
export const aDraw = (points: number, owner: string = randomUUID(), name: RateName = "posts-per-user"): Draw => ({
  name,
  rate: { points, seconds: 60 },
  owner,
  points: 1,
});

/** What every limiter promises. */
export const rateLimiterContract = (name: string, open: () => Promise<Tested>): void => {
  describe(`the rate limiter (${name})`, () => {
    let tested: Tested;
    beforeEach(async () => {
      tested = await open();
    });
    afterEach(() => tested.close());

    const take = (...draws: readonly Draw[]) => tested.limiter.take(draws);
    const granted = async (draw: Draw, times: number) => {
      const taken: (boolean | undefined)[] = [];
      for (let time = 0; time < times; time += 1) taken.push((await take(draw))[0]?.isGranted);
      return taken;
    };

    it("grants as many points as there are, and says what is left and when there are more", async () => {
      const draw = aDraw(2);
      const [first] = await take(draw);
      expect(first).toEqual({
        name: "posts-per-user",
        rate: { points: 2, seconds: 60 },
        isGranted: true,
        remaining: 1,
        resetMs: expect.any(Number),
      });
      expect(await granted(draw, 3)).toEqual([true, false, false]);
      const [refused] = await take(draw);
      expect(refused).toMatchObject({ isGranted: false, remaining: 0 });
      expect(refused!.resetMs).toBeGreaterThan(0);
      expect(refused!.resetMs).toBeLessThanOrEqual(60_000);
    });

    it("keeps the budgets of different owners and names apart", async () => {
      const draw = aDraw(1);
      await take(draw);
      expect(await granted(aDraw(1), 1)).toEqual([true]);
      expect(await granted(aDraw(1, draw.owner, "reads-per-user"), 1)).toEqual([true]);
    });

    it("spends nothing of the others once one is known to be exhausted", async () => {
      const [own, room] = [aDraw(1), aDraw(3, randomUUID(), "posts-per-room")];
      const standings = await take(own, room);
      expect(standings.map(({ name, remaining }) => [name, remaining])).toEqual([
        ["posts-per-user", 0],
        ["posts-per-room", 2],
      ]);
      await take(own);
      for (let time = 0; time < 3; time += 1) {
        const refused = (await take(own, room)).filter(({ isGranted }) => !isGranted);
        expect(refused.map((standing) => standing.name)).toEqual(["posts-per-user"]);
      }
      expect((await take(room))[0]).toMatchObject({ isGranted: true, remaining: 1 });
    });

    it("takes many points at once, and fewer when those are too many", async () => {
      const draw = aDraw(5);
      expect((await take({ ...draw, points: 3 }))[0]).toMatchObject({ isGranted: true, remaining: 2 });
      expect((await take({ ...draw, points: 6 }))[0]?.isGranted).toBe(false);
    });

    it("is full again when the time is over", async () => {
      const draw = { ...aDraw(1), rate: { points: 1, seconds: 1 } };
      expect(await granted(draw, 2)).toEqual([true, false]);
      await untilGranted(tested.limiter, draw);
    });
  });
};

/** Asks until it is granted; the test's own time is the limit. */
const untilGranted = async (limiter: RateLimiter, draw: Draw): Promise<void> => {
  for (;;) {
    const [standing] = await limiter.take([draw]);
    if (standing?.isGranted) return;
    const { resetMs = 1 } = standing ?? {};
    await new Promise((resolve) => {
      setTimeout(resolve, resetMs);
    });
  }
};
