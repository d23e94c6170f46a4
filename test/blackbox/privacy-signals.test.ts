import { beforeEach, describe, expect, it } from "@jest/globals";

import type { Online, Presence, PresenceAnswer, Privacy, TypingAnswer } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { Listener } from "../support/socket.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

let alice: User;
let bob: User;
let carol: User;
let crm: User;
let roomId: string;
let hers: Listener;
let his: Listener;
let others: Listener;

/** All three are in the room and online, and so is a service. */
beforeEach(async () => {
  [alice, bob, carol] = chat.people();
  crm = chat.aUser("crm", { isService: true });
  ({ id: roomId } = await alice.makeRoom({ kind: "group", members: ["bob", "carol"] }));
  [hers, his, others] = [await alice.connect(), await bob.connect(), await carol.connect()];
});

/** The user's gateway knows of it from then on. */
const hide = async (user: User, socket: Listener, privacy: Privacy): Promise<void> => {
  await user.must(user.patch("/v1/me", { privacy }));
  await socket.until(() => socket.me.some(({ type }) => type === "privacy"), "it is told");
};
const hideInRoom = (privacy: Privacy) => alice.must(alice.patch(`/v1/rooms/${roomId}`, { privacy }));

describe("typing", () => {
  const types = (socket: Listener) => socket.ask<TypingAnswer>("typing", { roomId, active: true });
  /** Whoever hears this has heard before it of whoever was typing. */
  const fence = async () => {
    await alice.say(roomId, "the fence");
    for (const socket of [hers, his, others]) await socket.untilText(roomId, "the fence");
  };
  const typists = (socket: Listener) => socket.typing.map(({ userId }) => userId);

  it("hidden by a user is told to nobody, and the others' not to that user", async () => {
    await hide(bob, his, { typing: false });
    expect(await types(his)).toEqual({ ok: true, passed: false });
    expect(await types(hers)).toEqual({ ok: true, passed: true });
    await fence();
    expect([hers, his, others].map(typists)).toEqual([[], [], ["alice"]]);
  });

  it("hidden by a room is told to nobody there", async () => {
    await hideInRoom({ typing: false });
    for (const socket of [hers, his]) expect(await types(socket)).toEqual({ ok: true, passed: false });
    await fence();
    expect([hers, his, others].map(typists)).toEqual([[], [], []]);
  });

  it("is not hidden by what else is turned off", async () => {
    const rest = { presence: false, readReceipts: false, deliveryReceipts: false } as const;
    await hide(bob, his, rest);
    await hideInRoom(rest);
    await types(his);
    await fence();
    expect([hers, his, others].map(typists)).toEqual([["bob"], [], ["bob"]]);
  });
});

describe("presence", () => {
  const off = { presence: false } as const;
  const seenBy = async (viewer: User): Promise<readonly string[]> => {
    const asked = "user=alice&user=bob&user=carol";
    const { presences } = await viewer.must(viewer.get<PresenceAnswer>(`/v1/presence?${asked}`));
    for (const each of presences) if (!each.online) expect(each).toEqual({ userId: each.userId, online: false });
    return presences.filter(({ online }) => online).map(({ userId }) => userId);
  };
  const listedFor = async (viewer: User): Promise<readonly string[] | undefined> => {
    const { online, count } = await viewer.must(viewer.get<Online>(`/v1/rooms/${roomId}/online`));
    expect(online).toHaveLength(count);
    return online;
  };
  const watchedBy = async (socket: Listener): Promise<readonly Presence[]> => {
    const ack = await socket.ask<PresenceAnswer>("presence", { watch: ["alice", "bob", "carol"] });
    return ack.ok ? ack.presences.filter(({ online }) => online) : [];
  };
  const all = ["alice", "bob", "carol"];

  beforeEach(async () => {
    await eventually(async () => (await seenBy(crm)).length === 3 || undefined, "all are online");
  });

  it("hidden by a user is shown to nobody, and the others' not to that user, but for one's own", async () => {
    await hide(bob, his, off);
    expect(await Promise.all([alice, bob, crm].map(seenBy))).toEqual([["alice", "carol"], ["bob"], all]);
    expect(await Promise.all([alice, bob, crm].map(listedFor))).toEqual([["alice", "carol"], ["bob"], all]);
    const watched = await Promise.all([hers, his, await crm.connect()].map(watchedBy));
    expect(watched.map((presences) => presences.map(({ userId }) => userId))).toEqual([
      ["alice", "carol"],
      ["bob"],
      all,
    ]);
  });

  it("hidden by a room is listed there for oneself alone, and shown elsewhere", async () => {
    await hideInRoom(off);
    expect(await Promise.all([alice, bob, crm].map(listedFor))).toEqual([["alice"], ["bob"], all]);
    expect(await seenBy(alice)).toEqual(all);
  });

  it("is not hidden by what else is turned off, and shown again when it is turned on", async () => {
    await hide(bob, his, { typing: false, readReceipts: false, deliveryReceipts: false, presence: false });
    await bob.must(bob.patch("/v1/me", { privacy: { presence: true } }));
    expect(await Promise.all([alice, bob].map(listedFor))).toEqual([all, all]);
    expect(await Promise.all([alice, bob].map(seenBy))).toEqual([all, all]);
  });
});
