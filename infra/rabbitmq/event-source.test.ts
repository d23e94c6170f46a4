import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Delivery, Outcome } from "../../core/entities/command.ts";
import type { DeadLetter } from "../../core/ports/dead-letter-log.ts";
import type { Receipt } from "../../core/entities/receipt.ts";
import { aPost, aReceipt, aRef, textOf } from "../../test/support/builders.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { FakeTelemetry } from "../../test/support/fakes.ts";
import { encode } from "./command-codec.ts";
import type { HandedMessage } from "./event-batch.ts";
import { FakeAttempts } from "../../test/support/fakes-attempts.ts";
import { LoneTries } from "./lone-tries.ts";
import { encodeReceipts } from "./receipt-codec.ts";
import { RabbitEventSource } from "./event-source.ts";
import { queueNames } from "./names.ts";

const queue = "chat.timeline.0";
const handed = (body: Buffer | string): HandedMessage => ({ body: Buffer.from(body), redelivered: false });
const post = (text: string, roomId = "lobby") => handed(encode(aPost({ text, room: aRef({ roomId }) })));
const textsOf = (batch: readonly Delivery[]) => batch.map(({ command }) => textOf(command));
const done: Outcome = { kind: "done" };
const later: Outcome = { kind: "later" };

describe("batches that are settled as a whole", () => {
  let clock: FakeClock;
  let telemetry: FakeTelemetry;
  let noted: DeadLetter[];
  let aside: string[];
  let asideFails: boolean;
  let seen: string[][];
  let outcomeOf: (text: string) => Outcome;
  let source: RabbitEventSource;
  beforeEach(async () => {
    clock = new FakeClock();
    telemetry = new FakeTelemetry();
    [noted, aside, seen, asideFails] = [[], [], [], false];
    outcomeOf = () => done;
    const deadLetters = {
      put: async (_queue: string, bodies: readonly Buffer[]) => {
        if (asideFails) throw new Error("The broker is away.");
        aside.push(...bodies.map(String));
      },
    };
    const letters = { note: async (letter: DeadLetter) => void noted.push(letter) };
    source = new RabbitEventSource(queueNames("chat", 1), {
      letters,
      deadLetters,
      tries: new LoneTries(new FakeAttempts(), telemetry),
      clock,
      telemetry,
    });
    await source.consume(async (batch) => {
      seen.push(textsOf(batch));
      return batch.map(({ command }) => outcomeOf(textOf(command)));
    });
  });
  const take = (messages: readonly HandedMessage[], remainingMs = 60_000) =>
    source.take([{ queue, messages }], remainingMs);
  const givenBack = (message: string) => ({ name: "BatchGivenBack", message: expect.stringContaining(message) });

  it("are handed out in their order", async () => {
    await take([post("1"), post("2"), post("3", "other")]);
    expect(seen).toEqual([["1", "2", "3"]]);
  });

  it("keep a room's order while it waits, and let the others pass", async () => {
    outcomeOf = (text) => (text.startsWith("a") && seen.length < 2 ? later : done);
    const taken = take([post("a1", "a"), post("b1", "b"), post("a2", "a")]);
    await clock.turn(1_000);
    await taken;
    expect(seen).toEqual([
      ["a1", "b1", "a2"],
      ["a1", "a2"],
    ]);
  });

  it("come back when what waits has waited too long", async () => {
    outcomeOf = (text) => (text === "locked" ? later : done);
    const refusal = expect(take([post("locked"), post("free", "other")], 10_000)).rejects.toMatchObject(
      givenBack("1 messages of chat.timeline.0 could not be worked on in time."),
    );
    await clock.turn(9_000);
    await refusal;
    expect(seen.flat().filter((text) => text === "free")).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  it("put aside what cannot be read, with its reason, and apply what stands beside it", async () => {
    await take([post("1"), handed("no command"), post("2")]);
    expect(seen).toEqual([["1", "2"]]);
    expect(aside).toEqual(["no command"]);
    expect(noted).toEqual([{ queue, digest: expect.stringMatching(/^[0-9a-f]{64}$/), reason: expect.any(String) }]);
    expect(telemetry.count("commandDead")).toBe(1);
  });

  it("put aside what breaks the consumer", async () => {
    outcomeOf = (text) => (text === "poison" ? { kind: "dead", reason: "It broke." } : done);
    await take([post("poison"), post("2")]);
    expect(aside).toEqual([expect.stringContaining('"poison"')]);
    expect(noted).toMatchObject([{ reason: "It broke." }]);
  });

  it("come back when what is dead cannot be put aside, with everything else done", async () => {
    asideFails = true;
    await expect(take([handed("no command"), post("1")])).rejects.toMatchObject(
      givenBack("1 messages of chat.timeline.0 could not be put aside."),
    );
    expect(seen).toEqual([["1"]]);
  });

  it("stop at a newer version, which only an upgrade can read", async () => {
    await expect(take([post("1"), handed('{"v":99}'), post("2")])).rejects.toMatchObject(
      givenBack("A message in chat.timeline.0 has version 99, which this consumer does not know: upgrade it."),
    );
    expect(seen).toEqual([["1"]]);
    expect(telemetry.of("batchDelayed")).toEqual([[expect.stringContaining("upgrade it"), true]]);
  });

  it("are receipts where they come from the receipts' queue, and are handed out merged beside what cannot be read", async () => {
    const handedOut: (readonly Receipt[])[] = [];
    const lotOf = (delivered: number) => handed(encodeReceipts([aReceipt({ delivered })]));
    const batch = { queue: "chat.receipts", messages: [lotOf(2), handed("no receipts"), lotOf(7)] };
    await expect(source.take([batch], 60_000)).rejects.toMatchObject(givenBack("Nobody consumes."));
    const consumption = await source.receipts.consume(async (receipts) => {
      handedOut.push(receipts);
      return done;
    });
    await source.take([batch, { queue, messages: [post("1")] }], 60_000);
    await consumption.close();
    expect([handedOut, seen]).toEqual([[[aReceipt({ delivered: 7 })]], [["1"]]]);
    expect([aside, telemetry.count("receiptsDead"), telemetry.count("commandDead")]).toEqual([["no receipts"], 1, 0]);
  });

  it("are asked again of a consumer that throws", async () => {
    outcomeOf = () => {
      if (seen.length === 1) throw new Error("It broke.");
      return done;
    };
    const taken = take([post("1")]);
    await clock.turn(1_000);
    await taken;
    expect(seen).toEqual([["1"], ["1"]]);
  });
});

describe("a batch whose work outlasts its time", () => {
  it("keeps the next one waiting, so that never two are worked on at once", async () => {
    const clock = new FakeClock();
    const answers: (() => void)[] = [];
    const seen: string[][] = [];
    const letters = { note: () => Promise.resolve() };
    const deadLetters = { put: () => Promise.resolve() };
    const telemetry = new FakeTelemetry();
    const tries = new LoneTries(new FakeAttempts(), telemetry);
    const source = new RabbitEventSource(queueNames("chat", 1), { letters, deadLetters, tries, clock, telemetry });
    await source.consume((batch) => {
      seen.push(textsOf(batch));
      return new Promise((resolve) => answers.push(() => resolve(batch.map(() => done))));
    });
    const first = expect(source.take([{ queue, messages: [post("1")] }], 5_000)).rejects.toThrow("in time");
    await clock.turn(4_000);
    await first;
    const second = source.take([{ queue, messages: [post("2")] }], 60_000);
    await clock.turn(0);
    expect(seen).toEqual([["1"]]);
    answers[0]!();
    await clock.turn(0);
    expect(seen).toEqual([["1"], ["2"]]);
    answers[1]!();
    await second;
  });
});
