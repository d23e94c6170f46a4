import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { aMessageEvent } from "../../test/support/builders.ts";
import { LIMITS } from "../../client/src/contract.ts";
import { maxMentions } from "../../core/entities/mentions.ts";
import { maxTextLength } from "../../core/entities/text.ts";
import { packets } from "./packets.ts";

const events = (texts: readonly string[]) => texts.map((text, index) => aMessageEvent(index + 1, text));
const bytesOf = (packet: readonly unknown[]) => Buffer.byteLength(JSON.stringify(["events", packet]));

it("keeps every event, in order, in packets of 100 events and 64 KB at most", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom(
      "",
      "👋".repeat(maxTextLength / 2),
      "ä".repeat(maxTextLength),
      "語".repeat(maxTextLength),
      "x".repeat(500),
    ),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 250, size: "max" }), (texts) => {
      const all = events(texts);
      const sent = packets(all);
      expect(sent.flat()).toEqual(all);
      for (const packet of sent) {
        expect(packet.length).toBeGreaterThan(0);
        expect(packet.length).toBeLessThanOrEqual(100);
        expect(bytesOf(packet)).toBeLessThanOrEqual(65_536);
      }
    }),
  );
});

it("holds nothing larger where messages mention as many as they may, with the longest ids", () => {
  const mentions = Array.from({ length: maxMentions }, () => "語".repeat(LIMITS.userIdLength));
  for (const text of ["", "語".repeat(maxTextLength)]) {
    const all = events(Array<string>(9).fill(text));
    const sent = packets(all.map((event) => ({ ...event, message: { ...event.message, mentions } })));
    for (const packet of sent) expect(bytesOf(packet)).toBeLessThanOrEqual(65_536);
  }
});

it("fills its packets", () => {
  expect(packets(events(Array<string>(250).fill("hello"))).map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(packets([])).toEqual([]);
});
