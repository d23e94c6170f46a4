import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Attempt, Attempts } from "../../core/ports/attempts.ts";
import type { Database } from "../../infra/postgres/database.ts";
import { PostgresAttempts } from "../../infra/postgres/attempts.ts";
import { digestOf } from "../support/builders.ts";

const anAttempt = (more: Partial<Attempt> = {}): Attempt => ({
  queue: randomUUID(),
  digest: digestOf(randomUUID()),
  line: randomUUID(),
  ...more,
});

/** What is promised of the book of attempts, of one database and several processes. */
export const attemptsContract = (name: string, openDatabase: () => Promise<Database>): void => {
  describe(`attempts (${name})`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await openDatabase();
    });
    afterAll(() => database.close());
    const aProcess = (): Attempts => new PostgresAttempts(database, randomUUID());
    const countOf = async (process: Attempts, attempt: Attempt) => (await process.begin(attempt)).count;

    it("count the processes that began, each once however often it begins", async () => {
      const [attempt, one, other] = [anAttempt(), aProcess(), aProcess()];
      const counts = [];
      for (const process of [one, one, other, other]) counts.push(await countOf(process, attempt));
      expect(counts).toEqual([1, 1, 2, 2]);
    });

    it("forget what a process survived", async () => {
      const attempt = anAttempt();
      const one = aProcess();
      await one.begin(attempt);
      await one.survived(attempt);
      await one.survived(attempt);
      expect(await countOf(aProcess(), attempt)).toBe(1);
    });

    it("tell the same message in two queues apart", async () => {
      const attempt = anAttempt();
      await aProcess().begin(attempt);
      expect(await countOf(aProcess(), { ...attempt, queue: randomUUID() })).toBe(1);
    });

    it("say in how many rooms messages have ended their processes lately, once for each room", async () => {
      const struckBefore = (await aProcess().begin(anAttempt())).struckLines;
      const line = randomUUID();
      for (const attempt of [anAttempt({ line }), anAttempt({ line }), anAttempt()]) {
        for (const process of [aProcess(), aProcess(), aProcess()]) await process.begin(attempt);
      }
      expect((await aProcess().begin(anAttempt())).struckLines).toBe(struckBefore + 2);
    });

    it("forget after a day", async () => {
      const attempt = anAttempt();
      await aProcess().begin(attempt);
      await database.query("update attempts set at = now() - interval '25 hours' where queue = $1", [attempt.queue]);
      await aProcess().begin(anAttempt());
      expect(await countOf(aProcess(), attempt)).toBe(1);
    });
  });
};
