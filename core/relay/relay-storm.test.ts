import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { FakeNetwork, happenings } from "../../test/support/fakes-network.ts";

const step = fc.tuple(fc.constantFrom(...happenings), fc.nat(11));
const story = fc.array(step, { maxLength: 80, size: "max" });

it.each([
  ["whatever is lost, doubled or late", 1_000, "all"],
  ["also when it falls too far behind", 2, "all"],
  ["and nothing that was written before its user joined, where that is how the room is", 1_000, "since-joining"],
] as const)("brings every session everything of its rooms in order and once, %s", async (_when, keeps, history) => {
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      const network = new FakeNetwork(keeps, history);
      for (const each of steps) await network.play(each);
      await network.calmDown();
      expect(network.complaints()).toEqual([]);
      await network.everybodyLeaves();
      const { relay, source, clock } = network.gateway;
      expect([relay.rooms.length, relay.users.length, [...source.watched], clock.waiting]).toEqual([0, 0, [], 0]);
    }),
    { numRuns: 1_000 },
  );
});
