import { expect, it } from "@jest/globals";
import { MemoryBroadcaster } from "../../infra/memory/broadcaster.ts";
import { aRef } from "../support/builders.ts";
import { broadcasterContract } from "./broadcaster.ts";

broadcasterContract("memory", async () => {
  const broadcaster = new MemoryBroadcaster(() => undefined);
  return {
    broadcaster,
    source: broadcaster,
    async until(condition) {
      await Promise.resolve();
      expect(condition()).toBe(true);
    },
    close: () => Promise.resolve(),
  };
});

it("does not call taken what a listener failed on", async () => {
  const broadcaster = new MemoryBroadcaster(() => undefined);
  broadcaster.subscribe(() => {
    throw new TypeError("A mistake in the listener.");
  });
  expect(await broadcaster.publish([{ to: "head", room: aRef(), version: 1 }])).toBe(false);
});
