import { describe, expect, it } from "@jest/globals";
import type { Delivery, Outcome } from "../../core/entities/command.ts";
import { aPost, textOf } from "../../test/support/builders.ts";
import { merged } from "./merged-handler.ts";

const deliveries = (...texts: readonly string[]): readonly Delivery[] =>
  texts.map((text) => ({ command: aPost({ text }), redelivered: false }));
const textsOf = (batch: readonly Delivery[]): string[] => batch.map(({ command }) => textOf(command));

/** Says of each command what it was, and remembers what it was asked together. */
const remembering = () => {
  const asked: string[][] = [];
  const handler = async (batch: readonly Delivery[]): Promise<readonly Outcome[]> => {
    asked.push(textsOf(batch));
    return textsOf(batch).map((reason) => ({ kind: "dead", reason }));
  };
  return { asked, handler: merged(handler) };
};

describe("the batches of several partitions", () => {
  it("are handed out together when they waited together, and each gets its own outcomes", async () => {
    const { asked, handler } = remembering();
    const answers = await Promise.all([
      handler(deliveries("a")),
      handler(deliveries("b", "c")),
      handler(deliveries("d")),
    ]);
    expect(asked).toEqual([["a"], ["b", "c", "d"]]);
    expect(answers).toEqual([
      [{ kind: "dead", reason: "a" }],
      [
        { kind: "dead", reason: "b" },
        { kind: "dead", reason: "c" },
      ],
      [{ kind: "dead", reason: "d" }],
    ]);
  });

  it("are at most 500 commands together, and never divided", async () => {
    const { asked, handler } = remembering();
    const batches = [1, 300, 200, 1, 499].map((size) => deliveries(...Array.from({ length: size }, () => "x")));
    await Promise.all(batches.map((batch) => handler(batch)));
    expect(asked.map(({ length }) => length)).toEqual([1, 500, 500]);
  });

  it("all fail when the handler does, and the next ones are asked again", async () => {
    let fails = true;
    const handler = merged(async (batch) => {
      if (fails) throw new TypeError("A mistake in the handler.");
      return batch.map(() => ({ kind: "done" }));
    });
    const failed = await Promise.allSettled([handler(deliveries("a")), handler(deliveries("b"))]);
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    fails = false;
    expect(await handler(deliveries("c"))).toEqual([{ kind: "done" }]);
  });
});
