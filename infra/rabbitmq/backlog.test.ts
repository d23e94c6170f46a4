import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Backlog } from "./backlog.ts";

interface Item {
  readonly tag: number;
  readonly line: string;
  readonly isSuspicious: boolean;
}

const filled = (lines: readonly string[], suspicious: readonly number[] = []): Backlog<Item> => {
  const backlog = new Backlog<Item>();
  for (const [tag, line] of lines.entries()) backlog.add({ tag, line, isSuspicious: suspicious.includes(tag) });
  return backlog;
};
const noEnd = () => false;
const tags = (batch: readonly Item[]): number[] => batch.map(({ tag }) => tag);

describe("what waits of one queue", () => {
  it("is taken in order, 500 at most", () => {
    const backlog = filled(Array.from({ length: 700 }, () => "a"));
    expect(backlog.take(0, noEnd)).toHaveLength(500);
    expect(tags(backlog.take(0, noEnd))).toEqual(Array.from({ length: 200 }, (_, index) => 500 + index));
    expect(backlog.take(0, noEnd)).toEqual([]);
  });

  it("lets the other lines pass while one has to wait", () => {
    const backlog = filled(["a", "b"]);
    const batch = backlog.take(0, noEnd);
    backlog.keep(batch, batch.slice(0, 1), 0);
    for (const [index, line] of ["a", "b", "a"].entries()) backlog.add({ tag: 2 + index, line, isSuspicious: false });
    expect(tags(backlog.take(9, noEnd))).toEqual([3]);
    expect(backlog.dueAt).toBe(10);
    expect(tags(backlog.take(10, noEnd))).toEqual([0, 2, 4]);
  });

  it("waits longer after each failure of a line, and anew after a success", () => {
    const backlog = filled(["a"]);
    const waits: number[] = [];
    let now = 0;
    for (const kept of [true, true, true, true, true, false]) {
      const batch = backlog.take(now, noEnd);
      backlog.keep(batch, kept ? batch : [], now);
      waits.push((backlog.dueAt ?? now) - now);
      now = backlog.dueAt ?? now;
    }
    expect(waits).toEqual([10, 50, 250, 1_000, 1_000, 0]);
    backlog.add({ tag: 9, line: "a", isSuspicious: false });
    const again = backlog.take(now, noEnd);
    backlog.keep(again, again, now);
    expect(backlog.dueAt).toBe(now + 10);
  });

  it("pauses as a whole when several lines have to wait and nothing was done", () => {
    const backlog = filled(["a", "b"]);
    const batch = backlog.take(0, noEnd);
    backlog.keep(batch, batch, 0);
    backlog.add({ tag: 2, line: "c", isSuspicious: false });
    expect(backlog.take(9, noEnd)).toEqual([]);
    expect(tags(backlog.take(10, noEnd))).toEqual([0, 1, 2]);
  });

  it("hands what is suspicious out alone, in its turn", () => {
    const backlog = filled(["a", "b", "a", "b"], [1, 2]);
    const batches = Array.from({ length: 5 }, () => tags(backlog.take(0, noEnd)));
    expect(batches).toEqual([[0], [1], [2], [3], []]);
  });

  it("hands out nothing from the end on", () => {
    const backlog = filled(["a", "b", "c"]);
    expect(tags(backlog.take(0, ({ line }) => line === "b"))).toEqual([0]);
    expect(backlog.first?.tag).toBe(1);
    expect(backlog.take(0, ({ line }) => line === "b")).toEqual([]);
  });

  it("never lets a line's later one be done before its earlier one, and forgets none", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 40 });
    const kept = fc.infiniteStream(fc.boolean());
    fc.assert(
      fc.property(lines, fc.uniqueArray(fc.nat(39)), kept, (all, suspicious, fates) => {
        const backlog = filled(all, suspicious);
        const finished: Item[] = [];
        for (let now = 0; backlog.dueAt !== undefined && now < 1e6; now = Math.max(now + 1, backlog.dueAt)) {
          const batch = backlog.take(now, noEnd);
          const waiting = new Set<string>();
          for (const { line } of batch) if (now < 1e5 && fates.next().value) waiting.add(line);
          backlog.keep(
            batch,
            batch.filter(({ line }) => waiting.has(line)),
            now,
          );
          finished.push(...batch.filter(({ line }) => !waiting.has(line)));
        }
        for (const line of ["a", "b", "c"]) {
          const expected = [...all.keys()].filter((tag) => all[tag] === line);
          expect(tags(finished.filter((item) => item.line === line))).toEqual(expected);
        }
      }),
    );
  });
});
