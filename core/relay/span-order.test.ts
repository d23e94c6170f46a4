import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Span } from "../entities/event.ts";
import { SpanOrder } from "./span-order.ts";

const span = (prev: number, version: number): Span => ({ prev, version });
const versions = (spans: readonly Span[]): number[] => spans.map(({ version }) => version);

const startedAt = (position: number): SpanOrder<Span> => {
  const order = new SpanOrder<Span>();
  order.startAt(position);
  return order;
};

describe("an order of spans", () => {
  it("lets through what follows on", () => {
    const order = startedAt(3);
    expect(versions(order.take([span(3, 4), span(4, 5)]))).toEqual([4, 5]);
    expect([order.position, order.isBehind]).toEqual([5, false]);
  });

  it("drops what is not newer", () => {
    const order = startedAt(3);
    expect(order.take([span(1, 2), span(2, 3)])).toEqual([]);
    expect(order.isBehind).toBe(false);
  });

  it("holds what does not follow on until the gap is filled", () => {
    const order = startedAt(3);
    expect(order.take([span(5, 6), span(4, 5)])).toEqual([]);
    expect(order.isBehind).toBe(true);
    expect(versions(order.take([span(3, 4)]))).toEqual([4, 5, 6]);
    expect(order.isBehind).toBe(false);
  });

  it("holds everything until it knows where to start", () => {
    const order = new SpanOrder<Span>();
    expect(order.take([span(4, 5), span(2, 3)])).toEqual([]);
    expect([order.position, order.isBehind]).toEqual([undefined, false]);
    expect(versions(order.startAt(4))).toEqual([5]);
  });

  it("takes a span that covers more than is missing", () => {
    const order = startedAt(3);
    expect(versions(order.take([span(1, 6)]))).toEqual([6]);
  });

  it("is behind a version that it has only heard of, and lets nothing through for it", () => {
    const order = startedAt(3);
    order.hearOf(5);
    expect([order.position, order.isBehind]).toEqual([3, true]);
    order.hearOf(2);
    expect(order.fill([span(3, 5)], 5)).toEqual([span(3, 5)]);
    expect(order.isBehind).toBe(false);
  });

  it("goes on behind the last row of the feed, where there is nothing to show", () => {
    const order = startedAt(3);
    order.take([span(7, 8)]);
    expect(versions(order.fill([span(3, 4)], 7))).toEqual([4, 8]);
    expect(order.position).toBe(8);
  });

  it("is not thrown back by a feed that was read before the last live events", () => {
    const order = startedAt(3);
    order.take([span(3, 4), span(4, 5)]);
    expect(order.fill([span(3, 4)], 4)).toEqual([]);
    expect(order.position).toBe(5);
  });

  it("lets through once more what did not arrive after all", () => {
    const order = startedAt(3);
    order.take([span(3, 4), span(4, 5)]);
    order.rewind(3);
    expect(order.isBehind).toBe(true);
    expect(versions(order.fill([span(3, 4), span(4, 5)], 5))).toEqual([4, 5]);
  });
});

/** When the row of each version changes again; its earlier state is in no feed from then on. */
type Changes = readonly number[];

const feed = (since: number, head: number, changes: Changes): Span[] => {
  const versions = Array.from({ length: head - since }, (_, index) => since + index + 1);
  const rows = versions.filter((version) => version + (changes[version] ?? last) > head);
  return rows.map((version, index) => span(rows[index - 1] ?? since, version));
};

const last = 20;
const version = fc.integer({ min: 1, max: last });
const step = fc.record({ kind: fc.constantFrom("live", "live", "live", "feed", "hear"), version });

it("lets the whole chain through once, in order, whatever is lost, doubled or late, and whenever the feed is read", () => {
  const steps = fc.array(step, { maxLength: 60 });
  const changes = fc.array(version, { maxLength: last });
  fc.assert(
    fc.property(steps, changes, fc.integer({ min: 0, max: last }), (taken, changed, start) => {
      const order = startedAt(start);
      let reached = start;
      const follow = (passed: readonly Span[]): void => {
        for (const each of passed) {
          expect(each.prev).toBeLessThanOrEqual(reached);
          expect(each.version).toBeGreaterThan(reached);
          reached = each.version;
        }
        expect(order.position).toBe(reached);
      };
      const readFeed = (head: number) => follow(order.fill(feed(reached, Math.max(reached, head), changed), head));
      for (const each of taken) {
        if (each.kind === "live") follow(order.take([span(each.version - 1, each.version)]));
        else if (each.kind === "hear") order.hearOf(each.version);
        else readFeed(each.version);
      }
      readFeed(last);
      expect([reached, order.isBehind]).toEqual([last, false]);
    }),
  );
});
