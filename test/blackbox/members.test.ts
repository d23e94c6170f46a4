import { describe, expect, it } from "@jest/globals";

import type { MembersPage } from "../../client/src/index.ts";
import { range, useChat } from "../support/chat.ts";

const chat = useChat();

describe("adding members", () => {
  it("answers with all of them, in the order asked for, with their names", async () => {
    const [alice, bob] = chat.people();
    const carol = chat.aUser("carol", { name: "Carol C." });
    await carol.get("/v1/me");
    const { id } = await alice.makeRoom({ kind: "group" });
    await alice.say(id, "before you");
    const added = await alice.add(id, carol, bob, carol);
    expect(added.members).toEqual([
      { userId: "carol", role: "member", joinedSeq: 1 },
      { userId: "bob", role: "member", joinedSeq: 1 },
    ]);
    expect(added.users.carol).toEqual({ name: "Carol C." });
    expect(await alice.room(id)).toMatchObject({ memberCount: 3, version: 5, seq: 1 });
  });

  it("twice changes nothing", async () => {
    const [alice, bob] = chat.people();
    const { id, version } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const again = await alice.add(id, bob);
    expect(again.members).toEqual([{ userId: "bob", role: "member", joinedSeq: 0 }]);
    expect((await alice.put(`/v1/rooms/${id}/members/bob`)).body).toEqual(again.members[0]);
    expect(await alice.room(id)).toMatchObject({ version, memberCount: 2 });
  });

  it("lets who was added write at once, also right after a refusal", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    expect((await bob.sayOrNot(id, "let me in")).body.code).toBe("room_not_found");
    await alice.add(id, bob);
    expect(await bob.say(id, "thank you")).toMatchObject({ seq: 1, authorId: "bob" });
  });

  it("is for the owner alone; joining is for anyone, in a channel", async () => {
    const [alice, bob, carol] = chat.people();
    const { id } = await alice.makeRoom({ kind: "channel", members: ["bob"] });
    expect((await bob.put(`/v1/rooms/${id}/members/carol`)).body.code).toBe("forbidden");
    expect((await carol.put(`/v1/rooms/${id}/members/dave`)).body.code).toBe("forbidden");
    expect((await carol.put(`/v1/rooms/${id}/members/carol`)).body).toMatchObject({ userId: "carol", role: "member" });
  });

  it("to a direct room is nobody's right", async () => {
    const [alice, , carol] = chat.people();
    const { id } = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    expect((await alice.put(`/v1/rooms/${id}/members/carol`)).body.code).toBe("forbidden");
    expect((await carol.put(`/v1/rooms/${id}/members/carol`)).body.code).toBe("room_not_found");
    expect((await alice.del(`/v1/rooms/${id}/members/bob`)).body.code).toBe("forbidden");
    expect((await alice.del(`/v1/rooms/${id}/members/alice`)).body.code).toBe("forbidden");
  });
});

describe("a membership that ends", () => {
  it("by leaving takes the room away", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    expect((await bob.del(`/v1/rooms/${id}/members/bob`)).status).toBe(204);
    expect((await bob.get(`/v1/rooms/${id}`)).body.code).toBe("room_not_found");
    expect((await alice.must(alice.get<MembersPage>(`/v1/rooms/${id}/members`))).members).toHaveLength(1);
  });

  it("is not the owner's own, unless another member owns the room from then on", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const leave = (query: string) => alice.del(`/v1/rooms/${id}/members/alice${query}`);
    expect((await leave("")).body.code).toBe("successor_needed");
    for (const nobody of ["alice", "zoe"]) {
      expect((await leave(`?successor=${nobody}`)).body.code).toBe("user_not_found");
    }
    expect((await leave("?successor=bob")).status).toBe(204);
    expect(await bob.room(id)).toMatchObject({ memberCount: 1, me: { role: "owner" } });
    expect((await alice.get(`/v1/rooms/${id}`)).body.code).toBe("room_not_found");
  });

  it("is ended by the owner alone", async () => {
    const [alice, bob, carol] = chat.people();
    const { id } = await alice.makeRoom({ kind: "channel", members: ["bob", "carol"] });
    expect((await bob.del(`/v1/rooms/${id}/members/carol`)).body.code).toBe("forbidden");
    await alice.remove(id, carol);
    expect((await alice.del(`/v1/rooms/${id}/members/carol`)).body.code).toBe("user_not_found");
    expect((await carol.get(`/v1/rooms/${id}/messages`)).body.code).toBe("forbidden");
    expect((await carol.del(`/v1/rooms/${id}/members/carol`)).body.code).toBe("forbidden");
  });

  it("may begin anew, from where the room is then", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await alice.remove(id, bob);
    await alice.say(id, "without Bob");
    expect((await alice.add(id, bob)).members).toEqual([{ userId: "bob", role: "member", joinedSeq: 1 }]);
    expect(await bob.say(id, "back")).toMatchObject({ seq: 2 });
    expect(await alice.room(id)).toMatchObject({ memberCount: 2, version: 7 });
  });
});

describe("the list of members", () => {
  it("comes page by page by user id, each member once", async () => {
    const [alice] = chat.people();
    const others = range(30).map((index) => `u${String(index).padStart(2, "0")}`);
    const { id } = await alice.makeRoom({ kind: "group", members: others });
    const seen: string[] = [];
    for (let next: string | undefined = ""; next !== undefined;) {
      const query: string = next && `&cursor=${next}`;
      const page = await alice.must(alice.get<MembersPage>(`/v1/rooms/${id}/members?limit=10${query}`));
      expect(Object.keys(page.users).sort()).toEqual(page.members.map(({ userId }) => userId));
      seen.push(...page.members.map(({ userId }) => userId));
      next = page.cursor;
    }
    expect(seen).toEqual(["alice", ...others]);
  });

  it("is for members", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "channel" });
    expect((await bob.get(`/v1/rooms/${id}/members`)).body.code).toBe("forbidden");
  });

  it.each(["nonsense", "W10", "WyJhIiwiYiJd", "%00"])(
    "refuses the cursor %s, which it did not make",
    async (cursor) => {
      const [alice] = chat.people();
      const { id } = await alice.makeRoom({ kind: "group" });
      for (const path of [`/v1/rooms/${id}/members`, "/v1/rooms"]) {
        const refused = await alice.get(`${path}?cursor=${cursor}x`);
        expect([refused.status, refused.body.code]).toEqual([400, "invalid_input"]);
      }
    },
  );
});
