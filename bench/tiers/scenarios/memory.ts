import { drive } from "../driver.ts";
import type { Handshake } from "../driving/wire-socket.ts";
import { createGroups, groups, handshakes } from "../groups.ts";
import type { Memory } from "../role.ts";
import type { Figure, Scenario } from "../scenario.ts";
import type { Stack } from "../stack.ts";

const crowd = groups("idle", 40, 25);
const sockets = 1_000;
/** Connected and gone before the first look, so that code and pools are there. */
const warmUp = 50;

const memoryWith = (stack: Stack, members: readonly Handshake[]): Promise<Memory> =>
  drive({ kind: "hold", members }, async (run) => {
    await run();
    return stack.role("gateway").memory();
  });

const figure = (id: string, title: string): Figure => ({
  id,
  title,
  unit: "KB",
  better: "lower",
  digits: 1,
  bar: { of: "ratio", limit: 1.2 },
});

export const memoryOfIdle: Scenario = {
  key: "memory",
  figures: [
    figure("rss", `resident memory per idle socket, of ${sockets.toLocaleString("en")} in 5 rooms each`),
    figure("heap", "the same, JavaScript heap"),
  ],
  setUp: (stack) => createGroups(stack, crowd),
  async round({ stack, scaled }) {
    await stack.stop("gateway");
    await stack.start("gateway");
    const all = (await handshakes(stack, crowd)).slice(0, scaled(sockets));
    await memoryWith(stack, all.slice(0, warmUp));
    const before = await stack.role("gateway").memory();
    const after = await memoryWith(stack, all);
    const each = (bytes: number): number => bytes / all.length / 1_024;
    return { rss: each(after.rss - before.rss), heap: each(after.heapUsed - before.heapUsed) };
  },
};
