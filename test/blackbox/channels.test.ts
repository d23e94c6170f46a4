import { describe, expect, it } from "@jest/globals";

import type { CreateRoomRequest, RoomsPage } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

const channels = (user: User, query = "") => user.must(user.get<RoomsPage>(`/v1/channels?${query}`));
const find = async (user: User, q: string) =>
  (await channels(user, `q=${encodeURIComponent(q)}`)).rooms.map(({ id }) => id);
const make = (user: User, id: string, name?: string, more: Partial<CreateRoomRequest> = {}) =>
  user.makeRoom({ id, kind: "channel", ...(name === undefined ? {} : { name }), ...more });

describe("the channels of a tenant", () => {
  it("are listed to anyone by name, page by page, while others are made", async () => {
    const [alice, bob] = chat.people();
    for (const [id, name] of [["c", "Zoo"], ["b", "apple"], ["d", "Banana"], ["a", "APPLE"]]) await make(alice, id!, name); // prettier-ignore
    await make(alice, "e");
    const first = await channels(bob, "limit=3");
    expect(first.rooms.map(({ id }) => id)).toEqual(["e", "a", "b"]);
    await make(alice, "f", "Aardvark");
    await make(alice, "g", "Cherry");
    const second = await channels(bob, `limit=3&cursor=${first.cursor}`);
    expect(second.rooms.map(({ id }) => id)).toEqual(["d", "g", "c"]);
    expect(second.cursor).toBeUndefined();
  });

  it("show what is in them to members alone, and other rooms and tenants not at all", async () => {
    const [alice, bob, carol] = chat.people();
    const mallory = chat.aUser("mallory", { tenant: "elsewhere" });
    await make(alice, "open", "Open", { members: ["bob"] });
    await alice.makeRoom({ id: "closed", kind: "group", name: "Closed", members: ["bob"] });
    const lastMessage = await alice.say("open", "a secret");
    expect((await channels(bob)).rooms).toMatchObject([{ id: "open", me: { role: "member" }, lastMessage }]);
    const { rooms, users } = await channels(carol);
    expect(rooms).toEqual([await carol.room("open")]);
    expect([rooms[0]?.memberCount, rooms[0]?.me, rooms[0]?.lastMessage, users]).toEqual([2, undefined, undefined, {}]);
    await alice.remove("open", bob);
    expect((await channels(bob)).rooms).toEqual([await bob.room("open")]);
    expect((await channels(mallory)).rooms).toEqual([]);
  });

  it("are not listed while they are archived, and are under the name they have now", async () => {
    const [alice, bob] = chat.people();
    await make(alice, "plans", "Old plans");
    await alice.patch("/v1/rooms/plans", { name: "New ideas", archived: true });
    expect((await channels(bob)).rooms).toEqual([]);
    await alice.patch("/v1/rooms/plans", { archived: false });
    expect([await find(bob, "old"), await find(bob, "new")]).toEqual([[], ["plans"]]);
    await alice.patch("/v1/rooms/plans", { name: null });
    expect([await find(bob, "new"), (await channels(bob)).rooms.length]).toEqual([[], 1]);
  });

  it("are listed to who is banned from one, who sees it by its address as well", async () => {
    const [alice, bob] = chat.people();
    await make(alice, "open", "Open");
    await alice.ask("PUT", "/v1/rooms/open/bans/bob", { json: {} });
    expect((await channels(bob)).rooms).toEqual([await bob.room("open")]);
  });
});

describe("a search among them", () => {
  it("finds what a word begins with, in any case, each channel once", async () => {
    const [alice] = chat.people();
    for (const [id, name] of [["a", "The Blue Team"], ["b", "blues & Blueberries"], ["c", "Über-Team 🎉"]]) await make(alice, id!, name); // prettier-ignore
    expect(await find(alice, "BLUE")).toEqual(["a", "b"]);
    expect(await find(alice, "blue te")).toEqual(["a"]);
    expect(await find(alice, "über  team")).toEqual(["c"]);
    expect(await find(alice, "🎉")).toEqual(["c"]);
    expect(await find(alice, "eam")).toEqual([]);
    expect(await find(alice, "zebra")).toEqual([]);
  });

  it("takes what means something to a database as it stands", async () => {
    const [alice] = chat.people();
    await make(alice, "a", "100% a_b");
    for (const q of ["100%", "a_b", "' or 1=1 --", "\\"]) expect((await alice.get(`/v1/channels?q=${encodeURIComponent(q)}`)).status).toBe(200); // prettier-ignore
    expect([await find(alice, "1%0"), await find(alice, "axb"), await find(alice, "100")]).toEqual([[], [], ["a"]]);
  });

  it("goes on where its page ended", async () => {
    const [alice] = chat.people();
    for (const id of ["a", "b", "c"]) await make(alice, id, `team ${id} team`);
    const first = await channels(alice, "q=team&limit=2");
    const rest = await channels(alice, `q=team&limit=2&cursor=${first.cursor}`);
    expect([...first.rooms, ...rest.rooms].map(({ id }) => id).sort()).toEqual(["a", "b", "c"]);
  });

  it.each([
    ["q=", "invalid_input"],
    [`q=${"x".repeat(129)}`, "invalid_input"],
    ["q=%00", "invalid_input"],
    ["q=a&q=b", "invalid_input"],
    ["cursor=x", "invalid_input"],
    [`cursor=${Buffer.from('["\\u0000","a"]').toString("base64url")}`, "invalid_input"],
    ["name=a", "unknown_field"],
  ])("refuses %s", async (query, code) => {
    const [alice] = chat.people();
    expect((await alice.get(`/v1/channels?${query}`)).body.code).toBe(code);
  });
});
