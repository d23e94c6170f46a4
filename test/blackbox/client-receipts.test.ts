import { describe, expect, it } from "@jest/globals";

import type { ChatClient, ClientEvents } from "../../client/src/index.ts";
import { anId, range, useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";
import { eventually, within } from "../support/wait.ts";

const chat = useChat();

/** The client, once its session has begun. */
const ready = async (user: User): Promise<ChatClient> => {
  const client = user.sdk();
  await client.whenReady(8_000);
  return client;
};

/** Resolves once it is so, now or after such an event. */
const untilIn = (client: ChatClient, name: keyof ClientEvents, look: () => boolean, what: string): Promise<void> =>
  within(
    8_000,
    what,
    new Promise((resolve) => {
      const again = () => look() && resolve();
      client.on(name, again);
      again();
    }),
  );

const untilUnread = (client: ChatClient, roomId: string, unread: number): Promise<void> =>
  untilIn(client, "unread", () => client.unread(roomId) === unread, `${unread} are unread in ${roomId}`);

describe("a message, in the client", () => {
  it("goes from accepted to read, as its author sees it", async () => {
    const [alice, bob] = chat.people();
    const { id: roomId } = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    const [hers, phone] = [await ready(alice), await ready(bob)];
    await hers.openRoom(roomId);
    const id = anId();
    const seen: (string | undefined)[] = [];
    const look = () => seen.at(-1) !== hers.statusOf(roomId, id) && seen.push(hers.statusOf(roomId, id));
    for (const name of ["accepted", "changed"] as const) hers.on(name, look);
    const sent = await hers.send(roomId, { id, text: "hello" });
    await untilIn(hers, "changed", () => seen.includes("delivered_to_all"), "bob's phone has it");
    phone.markRead(roomId, sent.seq);
    await untilIn(hers, "changed", () => seen.includes("read_by_all"), "bob has read it");
    // Its event may be faster than the answer that it is accepted.
    expect(seen.filter((status) => status !== "accepted")).toEqual(["stored", "delivered_to_all", "read_by_all"]);
    expect(seen.indexOf("accepted")).toBeLessThanOrEqual(0);
    expect(hers.roomState(roomId)?.watermarks.get("bob")).toEqual({ userId: "bob", delivered: 1, read: 1 });
  });

  it("is delivered to those who open the room later, and shown as read to those who come back", async () => {
    const [alice, bob] = chat.people();
    const { id: roomId } = await alice.makeRoom({ kind: "group", members: ["bob", "carol"] });
    const hers = await ready(alice);
    await hers.openRoom(roomId);
    const { id } = await hers.send(roomId, { text: "hello" });
    expect(hers.statusOf(roomId, id)).toBe("stored");
    const his = await ready(bob);
    await his.openRoom(roomId);
    await untilIn(hers, "changed", () => hers.statusOf(roomId, id) === "delivered", "bob has it");
    hers.closeRoom(roomId);
    await bob.reads(roomId, 1);
    await hers.openRoom(roomId);
    expect(hers.statusOf(roomId, id)).toBe("read");
  });
});

describe("what is unread, in the client", () => {
  it("is the same on all devices, in rooms that are not open", async () => {
    const [alice, bob] = chat.people();
    const rooms = await Promise.all(range(2).map(() => alice.makeRoom({ kind: "group", members: ["bob"] })));
    const [one, other] = rooms.map(({ id }) => id) as [string, string];
    await alice.say(one, "before");
    const [phone, laptop] = [await ready(bob), await ready(bob)];
    expect([phone.unread(one), phone.unread()]).toEqual([1, 1]);
    for (const roomId of [one, one, other]) await alice.say(roomId, "hello");
    await bob.say(other, "hello yourself");
    for (const device of [phone, laptop]) {
      await untilIn(device, "unread", () => device.unread() === 4, "four are unread");
    }
    phone.markRead(one, 3);
    expect(phone.unread()).toBe(1);
    await untilUnread(laptop, one, 0);
    laptop.markRead(other, 2);
    await untilUnread(phone, other, 0);
    expect([phone.unread(), laptop.unread()]).toEqual([0, 0]);
  });

  it("is what came after that which an answer says to have seen, on all devices", async () => {
    const [alice, bob] = chat.people();
    const { id: roomId } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    for (const text of ["first", "second", "third"]) await alice.say(roomId, text);
    const [phone, laptop] = [await ready(bob), await ready(bob)];
    await phone.send(roomId, { text: "to the second", seen: 2 });
    for (const device of [phone, laptop]) await untilUnread(device, roomId, 1);
    expect(await bob.room(roomId)).toMatchObject({ read: 2, unread: 1 });
  });

  it("is counted anew on the other devices when a part was read, and when the room is marked", async () => {
    const [alice, bob] = chat.people();
    const { id: roomId } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    for (const index of range(5)) await alice.say(roomId, `${index}`);
    const [phone, laptop] = [await ready(bob), await ready(bob)];
    phone.markRead(roomId, 3);
    for (const device of [phone, laptop]) await untilUnread(device, roomId, 2);
    phone.markRead(roomId, 5);
    await phone.markUnread(roomId, 1);
    for (const device of [phone, laptop]) await untilUnread(device, roomId, 4);
    laptop.markRead(roomId, 5);
    for (const device of [phone, laptop]) await untilUnread(device, roomId, 0);
    await eventually(async () => (await bob.room(roomId)).unread === 0 || undefined, "the server says so too");
  });

  it("ends with the membership, and begins with the next one", async () => {
    const [alice, bob] = chat.people();
    const { id: roomId } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await alice.say(roomId, "hello");
    const phone = await ready(bob);
    expect(phone.unread()).toBe(1);
    await alice.remove(roomId, bob);
    await untilUnread(phone, roomId, 0);
    await alice.say(roomId, "without bob");
    await alice.add(roomId, bob);
    await alice.say(roomId, "with bob");
    await untilUnread(phone, roomId, 1);
  });
});
