import { describe, expect, it } from "@jest/globals";
import { range, useChat } from "../support/chat.ts";
import type { ChatProcess } from "../support/chat-process.ts";
import type { Tiers } from "../support/tiers.ts";
import { useDeployments } from "../support/tiers-lifecycle.ts";
import { eventually } from "../support/wait.ts";

const aDeployment = useDeployments();
const chat = useChat();

/** As an orchestrator does: a consumer that was killed comes back, until `isOver`. @returns how many died */
const keepAlive = async (tiers: Tiers, settings: Record<string, string>, isOver: () => boolean): Promise<number> => {
  let died = 0;
  for (let consumer: ChatProcess | undefined; !isOver();) {
    consumer = await tiers.start("consumer", settings);
    const over = eventually(async () => isOver() || undefined, "it is over", 60_000);
    const isDead = await Promise.race([consumer.ended.then(() => true), over.then(() => false)]);
    if (isDead) died += 1;
  }
  return died;
};

describe("a message that kills whoever works on it", () => {
  it("is put aside alone after it has killed four at most, and its neighbours are stored in order", async () => {
    const tiers = await aDeployment();
    const http = await tiers.start("http");
    const alice = chat.aUser("alice", { at: tiers.at(http, http) });
    const { id } = await alice.makeRoom({ kind: "group" });
    const before = range(30).map((index) => `before ${index}`);
    const after = range(30).map((index) => `after ${index}`);
    for (const text of [...before, "poison", ...after]) await alice.accept(id, text);
    let texts: readonly string[] = [];
    const looking = eventually(
      async () => {
        texts = (await alice.messages(id)).messages.map(({ text }) => text);
        return texts.length === 60 || undefined;
      },
      "its neighbours are stored",
      120_000,
    );
    let isOver = false;
    void looking.then(
      () => (isOver = true),
      () => (isOver = true),
    );
    const died = await keepAlive(tiers, { FAILPOINTS: "poison:kill@1+" }, () => isOver);
    await looking;
    expect(texts).toEqual([...before, ...after]);
    // Two that had others in work beside it, or one where it was handed over meanwhile, and two that tried it alone.
    expect([3, 4]).toContain(died);
    const letters = await tiers.query("select reason from dead_letters");
    expect(letters).toEqual([{ reason: "It ended the 2 processes that tried it alone." }]);
  });
});
