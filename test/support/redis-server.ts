import { expect, it } from "@jest/globals";

/** Where a Redis server answers; the broadcaster in memory is tested in any case. */
const redisUrl: string | undefined = process.env.REDIS_URL;

/** Runs tests on a Redis server where one is offered, and says so where none is. */
export const onRedis = (tests: (url: string) => void): void => {
  if (redisUrl !== undefined && redisUrl !== "") tests(redisUrl);
  else {
    it("is not tried: REDIS_URL offers no Redis server, so the broadcaster in memory alone is tested", () => {
      process.stderr.write(`${expect.getState().currentTestName ?? ""}\n`);
      expect(redisUrl ?? "").toBe("");
    });
  }
};
