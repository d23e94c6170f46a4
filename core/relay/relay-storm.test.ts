import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { FakeNetwork, happenings } from "../../test/support/fakes-network.ts";

const step = fc.tuple(fc.constantFrom(...happenings), fc.nat(11));
const story = fc.array(step, { maxLength: 80, size: "max" });

it.each([
  ["whatever is lost, doubled or late", 1_000],
  ["also when it falls too far behind", 2],
])("brings every session everything of its rooms in order and once, %s", async (_when, keeps) => {
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      const network = new FakeNetwork(keeps);
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
