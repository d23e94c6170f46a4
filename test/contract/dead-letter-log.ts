import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { DeadLetter, DeadLetterLog } from "../../core/ports/dead-letter-log.ts";
import { digestOf } from "../support/builders.ts";

/** A log, and what an operator finds in it. */
export interface ReadableLog {
  readonly log: DeadLetterLog;
  /** What stands in the log of one queue, by digest. */
  read(queue: string): Promise<readonly DeadLetter[]>;
  close(): Promise<void>;
}

const aLetter = (more: Partial<DeadLetter> = {}): DeadLetter => ({
  queue: randomUUID(),
  digest: digestOf(randomUUID()),
  reason: "It is not JSON.",
  ...more,
});

/** What is promised of the log of dead letters. */
export const deadLetterLogContract = (name: string, openLog: () => Promise<ReadableLog>): void => {
  describe(`the log of dead letters (${name})`, () => {
    let opened: ReadableLog;
    beforeAll(async () => {
      opened = await openLog();
    });
    afterAll(() => opened.close());

    it("keeps why a message was put aside", async () => {
      const letter = aLetter();
      await opened.log.note(letter);
      expect(await opened.read(letter.queue)).toEqual([letter]);
    });

    it("says why and when a message was put aside, and of others nothing", async () => {
      const letter = aLetter();
      await opened.log.note(letter);
      const found = await opened.log.find(letter);
      expect(found).toEqual({ ...letter, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown });
      expect(await opened.log.find({ ...letter, queue: randomUUID() })).toBeUndefined();
      expect(await opened.log.find(aLetter())).toBeUndefined();
    });

    it("forgets a message alone, and takes it that it is gone already", async () => {
      const [one, other] = [aLetter(), aLetter({ reason: "Another." })];
      for (const each of [one, { ...other, queue: one.queue }]) await opened.log.note(each);
      await opened.log.forget(one);
      await opened.log.forget(one);
      expect(await opened.read(one.queue)).toEqual([{ ...other, queue: one.queue }]);
    });

    it("has a message once, with the last reason, however often it is noted", async () => {
      const letter = aLetter();
      const again = { ...letter, reason: "It broke the consumer." };
      for (const each of [letter, letter, again]) await opened.log.note(each);
      expect(await opened.read(letter.queue)).toEqual([again]);
    });

    it("tells the same message in two queues apart", async () => {
      const [one, other] = [aLetter(), aLetter({ reason: "Another." })];
      await opened.log.note(one);
      await opened.log.note({ ...other, digest: one.digest });
      expect(await opened.read(one.queue)).toEqual([one]);
    });

    it.each([
      ["a character that cannot be stored", "a\u0000b", "ab"],
      ["half a character", "a\ud800b", "a\ufffdb"],
      ["more than anybody reads", "x".repeat(100_000), "x".repeat(1_000)],
    ])("takes a reason with %s: what cannot be noted could never be put aside", async (_what, reason, kept) => {
      const letter = aLetter({ reason });
      await opened.log.note(letter);
      expect(await opened.read(letter.queue)).toEqual([{ ...letter, reason: kept }]);
    });
  });
};
