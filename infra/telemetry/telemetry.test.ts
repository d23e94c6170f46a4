import { beforeEach, describe, expect, it } from "@jest/globals";
import { StorageFailure } from "../../core/errors.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import type { Logger } from "./logger.ts";
import { Metrics } from "./metrics.ts";
import { LoggingTelemetry } from "./telemetry.ts";

let metrics: Metrics;
let lines: { level: string; args: readonly unknown[] }[];
let telemetry: Telemetry;

beforeEach(() => {
  metrics = new Metrics();
  lines = [];
  const write =
    (level: string) =>
    (...args: readonly unknown[]) =>
      void lines.push({ level, args });
  const log = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  telemetry = new LoggingTelemetry(log as unknown as Logger, metrics);
});

const figures = async () => {
  const { body } = await metrics.text();
  const pairs = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    pairs.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );
};

describe("what happens", () => {
  it("is counted, and told in the text format of Prometheus", async () => {
    telemetry.commandAccepted(3);
    telemetry.batchApplied({ size: 5, applied: 3, repeated: 1, ms: 12 });
    telemetry.receiptsApplied({ size: 8, moved: 2, ms: 4 });
    telemetry.commandRefused("forbidden");
    telemetry.noticesLost(4);
    telemetry.eventsPushed(7);
    const seen = await figures();
    expect(seen.get("chat_commands_accepted_total")).toBe(1);
    expect(seen.get('chat_accept_ms_bucket{le="5"}')).toBe(1);
    expect(seen.get("chat_commands_applied_total")).toBe(3);
    expect(seen.get("chat_commands_repeated_total")).toBe(1);
    expect(seen.get("chat_batch_size_sum")).toBe(5);
    expect([seen.get("chat_watermarks_moved_total"), seen.get("chat_receipt_batch_size_sum")]).toEqual([2, 8]);
    expect(seen.get('chat_commands_refused_total{code="forbidden"}')).toBe(1);
    expect(seen.get("chat_notices_lost_total")).toBe(4);
    expect(seen.get("chat_events_pushed_total")).toBe(7);
    expect((await metrics.text()).contentType).toMatch(/^text\/plain; version=/);
  });

  it("is there before it happens first, so that a rate can be taken of it", async () => {
    const seen = await figures();
    for (const name of ["commands_dead", "setbacks", "checks_skipped", "rooms_repaired", "batches_delayed"]) {
      expect(seen.get(`chat_${name}_total`)).toBe(0);
    }
  });

  it("counts the sessions that are open", async () => {
    telemetry.sessionOpened();
    telemetry.sessionOpened();
    telemetry.sessionClosed();
    expect((await figures()).get("chat_sessions")).toBe(1);
  });

  it("alarms of a queue that an operator has to take away", async () => {
    telemetry.queueUnfit("declared otherwise");
    expect(lines).toEqual([
      { level: "error", args: [{ reason: "declared otherwise", alarm: true }, expect.any(String)] },
    ]);
    expect((await figures()).get("chat_setbacks_total")).toBe(1);
  });

  it("alarms where no retry will help", () => {
    telemetry.batchDelayed("away", false);
    telemetry.batchDelayed("no such table", true);
    telemetry.commandDead("RangeError: A mistake.");
    expect(lines.map(({ level }) => level)).toEqual(["warn", "error", "error"]);
    expect(lines[1]?.args[0]).toEqual({ reason: "no such table", alarm: true });
  });

  it("is told of a failure without its cause, which may quote what somebody wrote", () => {
    const cause = Object.assign(new Error("duplicate"), { detail: "Key (text)=(my secret message) exists." });
    telemetry.setback("the head check", new StorageFailure("data", "23505: duplicate", cause));
    telemetry.setback("the head check", { text: "my secret message" });
    expect(JSON.stringify(lines)).not.toContain("secret");
    expect(lines[0]?.args[0]).toEqual({ what: "the head check", error: "StorageFailure: 23505: duplicate" });
  });
});
