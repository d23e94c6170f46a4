import { describe, expect, it } from "@jest/globals";
import { range, useChat } from "../support/chat.ts";
import { useFunctions } from "../support/functions/functions-lifecycle.ts";
import { eventually } from "../support/wait.ts";

const aDeployment = useFunctions();
const chat = useChat();

describe("a message that kills the environment that works on it", () => {
  it("is put aside alone, though its whole batch comes back each time, and its neighbours are stored in order", async () => {
    const functions = await aDeployment();
    const { address } = await functions.http(1);
    const at = { url: address, socketUrl: address, secret: functions.tiers.secret };
    const alice = chat.aUser("alice", { at });
    const { id } = await alice.makeRoom({ kind: "group" });
    const texts = range(12).map((index) => `text ${index}`);
    for (const text of [...texts.slice(0, 6), "poison", ...texts.slice(6)]) await alice.accept(id, text);
    functions.consume({}, { FAILPOINTS: "poison:kill@1+" });
    await eventually(
      async () => (await alice.room(id)).seq === texts.length || undefined,
      "the others are stored",
      60_000,
    );
    expect((await alice.messages(id)).messages.map(({ text }) => text)).toEqual(texts);
    const letters = await functions.tiers.query("select reason from dead_letters");
    expect(letters).toEqual([{ reason: "It ended the 2 processes that tried it alone." }]);
  });
});
