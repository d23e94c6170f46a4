import { describe, expect, it } from "@jest/globals";
import { useChat } from "../support/chat.ts";

const chat = useChat();

describe("a backend with the client", () => {
  it("makes users and their room, posts for them and as the system, and changes them", async () => {
    const crm = chat.aUser("crm", { isService: true }).sdk();
    const [alice, bob] = chat.people();
    const { users } = await crm.putUsers([{ userId: "alice", name: "Alice" }, { userId: "bob" }]);
    expect(users).toEqual({ alice: { name: "Alice" }, bob: {} });
    const { id } = await crm.createRoom({ kind: "group", owner: "alice", members: ["bob"] });
    await crm.postMessage(id, { text: "The shop is open.", kind: "system" }, 10);
    await crm.postMessage(id, { text: "Hello!", authorId: "alice" }, 10);
    const { messages } = await bob.messages(id);
    expect(messages.map(({ kind, authorId, text }) => [kind, authorId, text])).toEqual([
      ["system", undefined, "The shop is open."],
      [undefined, "alice", "Hello!"],
    ]);
    expect(await crm.changeUser("bob", { name: "Bob" })).toMatchObject({ userId: "bob", name: "Bob" });
    expect((await alice.room(id)).me).toMatchObject({ role: "owner" });
  });

  it("sees what was reported and done in all rooms", async () => {
    const crm = chat.aUser("crm", { isService: true }).sdk();
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const message = await bob.say(id, "buy now");
    await alice.sdk().report(id, message.id, { reason: "spam" });
    const { reports } = await crm.allReports();
    expect(reports).toMatchObject([{ roomId: id, messageId: message.id, reason: "spam" }]);
    const { records } = await crm.wholeAudit();
    expect(records.map(({ roomId }) => roomId)).toContain(id);
  });
});
