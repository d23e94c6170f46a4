import { describe, expect, it } from "@jest/globals";

import type { MessageReceipts, Privacy, ReceiptsPage } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

const hide = (user: User, privacy: Privacy) => user.must(user.patch("/v1/me", { privacy }));
const show = (user: User) =>
  user.must(user.patch("/v1/me", { privacy: { readReceipts: true, deliveryReceipts: true } }));

const listed = async (user: User, roomId: string, userId: string): Promise<string> => {
  const { receipts } = await user.must(user.get<ReceiptsPage>(`/v1/rooms/${roomId}/receipts`));
  const { delivered, read } = receipts.find((each) => each.userId === userId)!;
  return `${delivered}/${read}`;
};

const ofMessage = (user: User, roomId: string, id: string) =>
  user.must(user.get<MessageReceipts>(`/v1/rooms/${roomId}/messages/${id}/receipts`));

/** Alice owns the room and has posted two messages; Bob, on two devices, has received both and will have read the first. */
const aTalk = async () => {
  const [alice, bob] = chat.people();
  const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
  const posted = [await alice.say(id, "first"), await alice.say(id, "second")];
  const [hers, his, phone] = [await alice.connect(), await bob.connect(), await bob.connect()];
  const says = async () => {
    await his.ask("receipts", [{ roomId: id, delivered: 2, read: 1 }]);
    await phone.untilWatermarks(id, "bob", "2/1");
    await eventually(async () => (await listed(bob, id, "bob")) === "2/1" || undefined, "it is kept");
  };
  return { alice, bob, id, posted, hers, phone, says };
};

type Talk = Awaited<ReturnType<typeof aTalk>>;

/** The user's, as the gateway knows of it. */
const hideLive = async (talk: Talk, who: "alice" | "bob", privacy: Privacy) => {
  await hide(talk[who], privacy);
  const socket = who === "alice" ? talk.hers : talk.phone;
  await socket.until(() => socket.me.some(({ type }) => type === "privacy"), "it is told");
};

const whoHides: readonly (readonly [string, (talk: Talk, privacy: Privacy) => Promise<unknown>])[] = [
  ["whose they are", (talk, privacy) => hideLive(talk, "bob", privacy)],
  ["who would be shown them", (talk, privacy) => hideLive(talk, "alice", privacy)],
  ["the room", ({ alice, id }, privacy) => alice.must(alice.patch(`/v1/rooms/${id}`, { privacy }))],
];

interface Shown {
  readonly listed: string;
  /** Nothing where it is not told at all. */
  readonly live: string | undefined;
  /** What has become of the first message and the second. */
  readonly words: readonly string[];
}

const hidden: readonly (readonly [string, Privacy, Shown])[] = [
  [
    "read receipts",
    { readReceipts: false },
    { listed: "2/0", live: "2/0", words: ["delivered_to_all", "delivered_to_all"] },
  ],
  ["delivery receipts", { deliveryReceipts: false }, { listed: "1/1", live: "1/1", words: ["read_by_all", "stored"] }],
  [
    "read and delivery receipts",
    { readReceipts: false, deliveryReceipts: false },
    { listed: "0/0", live: undefined, words: ["stored", "stored"] },
  ],
];

describe.each(hidden)("%s", (_, privacy, expected) => {
  it.each(whoHides)(
    "hidden by %s are not shown, live or when they are read, and whole on one's own devices",
    async (_by, by) => {
      const talk = await aTalk();
      await by(talk, privacy);
      await talk.says();
      const { alice, bob, id, posted, hers } = talk;
      if (expected.live) await hers.untilWatermarks(id, "bob", expected.live);
      await hers.ask("receipts", [{ roomId: id, read: 2 }]);
      await hers.untilWatermarks(id, "alice", "2/2");
      expect(hers.watermarks(id, "bob")).toBe(expected.live);
      expect(await listed(alice, id, "bob")).toBe(expected.listed);
      const reach = await Promise.all(posted.map((message) => ofMessage(alice, id, message.id)));
      expect(reach.map(({ status, members }) => [status, members])).toEqual(expected.words.map((word) => [word, 1]));
      for (const { receipts } of reach) {
        expect(receipts.map(({ delivered, read }) => `${delivered}/${read}`)).toEqual([expected.listed]);
      }
      expect(await bob.room(id)).toMatchObject({ delivered: 2, read: 1 });
      const crm = chat.aUser("crm", { isService: true });
      expect(await listed(crm, id, "bob")).toBe("2/1");
      expect(await ofMessage(crm, id, posted[0]!.id)).toMatchObject({ status: "read_by_all" });
    },
  );
});

describe("receipts that are hidden", () => {
  it("count no marks where nobody is shown any of them, which would give them away", async () => {
    const talk = await aTalk();
    await hideLive(talk, "bob", { readReceipts: false, deliveryReceipts: false });
    await talk.says();
    expect(await talk.alice.room(talk.id)).toMatchObject({ marks: 0 });
    await talk.hers.ask("receipts", [{ roomId: talk.id, read: 2 }]);
    await talk.hers.untilWatermarks(talk.id, "alice", "2/2");
    expect(talk.hers.receipts(talk.id)).toMatchObject([{ prev: 0, marks: 1, receipts: [{ userId: "alice" }] }]);
  });

  it("are hidden also of what was read before, and shown as they are from when they are turned on", async () => {
    const talk = await aTalk();
    await talk.says();
    const { alice, bob, id, hers } = talk;
    await hers.untilWatermarks(id, "bob", "2/1");
    await hide(bob, { readReceipts: false });
    expect(await listed(alice, id, "bob")).toBe("2/0");
    await bob.reads(id, 2);
    await show(bob);
    expect(await listed(alice, id, "bob")).toBe("2/2");
  });

  it("are not shown by one who hides nothing to another who does, and the other way round", async () => {
    const { alice, bob, id, says } = await aTalk();
    await hide(alice, { readReceipts: false });
    await says();
    await alice.reads(id, 2);
    expect(await listed(bob, id, "alice")).toBe("2/0");
    expect(await listed(alice, id, "bob")).toBe("2/0");
    expect(await listed(alice, id, "alice")).toBe("2/2");
  });

  it("are gone from what the client holds, when its user or the room hides them, and there again after", async () => {
    const { alice, bob, id, says } = await aTalk();
    await says();
    const client = alice.sdk();
    await client.whenReady();
    await client.openRoom(id);
    const holds = (read: number) =>
      eventually(
        async () => client.roomState(id)?.watermarks.get(bob.id)?.read === read || undefined,
        `it holds that bob has read ${read}`,
      );
    await holds(1);
    await hide(alice, { readReceipts: false });
    await holds(0);
    await show(alice);
    await holds(1);
    await alice.must(alice.patch(`/v1/rooms/${id}`, { privacy: { readReceipts: false } }));
    await holds(0);
  });
});
