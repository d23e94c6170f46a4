import { expect, it } from "@jest/globals";
import { sleep, within } from "../../core/ports/clock.ts";
import { systemClock } from "./clock.ts";
import { sha256, uuidGenerator } from "./ids.ts";

it("makes lower-case UUIDs that sort by the time they were made", () => {
  const made = Array.from({ length: 1_000 }, () => uuidGenerator.uuid());
  expect(new Set(made).size).toBe(made.length);
  expect(made.toSorted()).toEqual(made);
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("digests the UTF-8 of a text", () => {
  expect(sha256.digest("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256.digest("\ufeff")).not.toBe(sha256.digest(""));
});

it("runs what it was asked to unless it is cancelled", async () => {
  const ran: string[] = [];
  const cancel = systemClock.after(0, () => ran.push("cancelled"));
  cancel();
  const before = systemClock.now();
  await sleep(systemClock, 5);
  expect([ran, systemClock.now() - before >= 4]).toEqual([[], true]);
});

it("waits no longer than it was asked to", async () => {
  expect(await within(systemClock, 1, new Promise(() => {}))).toBeUndefined();
  expect(await within(systemClock, 1_000, Promise.resolve("in time"))).toBe("in time");
  await expect(within(systemClock, 1_000, Promise.reject(new RangeError("Failed.")))).rejects.toThrow(RangeError);
});
