import { describe, expect, it } from "@jest/globals";

import { useChat } from "../support/chat.ts";
import { partitions } from "../support/tiers.ts";
import { untilHeld, useDeployments } from "../support/tiers-lifecycle.ts";

const aDeployment = useDeployments();
const chat = useChat();
const half = partitions / 2;

describe("the partitions of the timelines", () => {
  it("are held by one consumer, until a second one has its half of them within 6 s", async () => {
    const tiers = await aDeployment();
    const first = await tiers.start("consumer");
    await untilHeld(new Map([[first, partitions]]));
    const second = await tiers.start("consumer");
    await untilHeld(
      new Map([
        [first, half],
        [second, half],
      ]),
      6_000,
    );
  });

  it("of a consumer that was killed are held by another one within 10 s", async () => {
    const tiers = await aDeployment();
    const [first, second] = [await tiers.start("consumer"), await tiers.start("consumer")];
    await untilHeld(
      new Map([
        [first, half],
        [second, half],
      ]),
    );
    first.signal("SIGKILL");
    await first.ended;
    await untilHeld(new Map([[second, partitions]]), 10_000);
  });

  it("of a consumer that was told to stop are free at once", async () => {
    const tiers = await aDeployment();
    const [http, first] = [await tiers.start("http"), await tiers.start("consumer")];
    await untilHeld(new Map([[first, partitions]]));
    const alice = chat.aUser("alice", { at: tiers.at(http, http) });
    const rooms = await Promise.all([1, 2, 3, 4, 5, 6].map(() => alice.makeRoom({ kind: "group" })));
    first.signal("SIGTERM");
    await first.ended;
    const second = await tiers.start("consumer");
    await untilHeld(new Map([[second, partitions]]), 3_000);
    for (const { id } of rooms) expect(await alice.say(id, "hello")).toMatchObject({ seq: 1 });
  });
});
