import { expect, it } from "@jest/globals";

import type { InvitationsPage, RoomsPage, SyncAnswer } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { Listener } from "../support/socket.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

/** One person, with a phone that is always on. */
interface Person {
  readonly user: User;
  readonly phone: Listener;
}

type Name = "alice" | "bob" | "carol" | "dave" | "erin";
type Cast = Readonly<Record<Name, Person>>;

const aPerson = async (name: Name): Promise<Person> => {
  const user = chat.aUser(name, { name: `${name.charAt(0).toUpperCase()}${name.slice(1)}` });
  return { user, phone: await user.connect() };
};

const everybody = async (): Promise<Cast> => ({
  alice: await aPerson("alice"),
  bob: await aPerson("bob"),
  carol: await aPerson("carol"),
  dave: await aPerson("dave"),
  erin: await aPerson("erin"),
});

const hears = ({ phone }: Person, roomId: string, text: string) => phone.untilText(roomId, text);

/** Alice starts a team with Bob and Carol, and asks Bob to look after it with her. */
const aTeamIsMade = async ({ alice, bob, carol }: Cast) => {
  await alice.user.makeRoom({ id: "team", kind: "group", name: "The team", members: ["bob", "carol"] });
  await alice.user.give("team", bob.user, "moderator");
  await alice.user.say("team", "good morning");
  await Promise.all([alice, bob, carol].map((each) => hears(each, "team", "good morning")));
  expect(await bob.user.room("team")).toMatchObject({ memberCount: 3, me: { role: "moderator" } });
};

/** A channel is for everybody. Who has not joined sees that it is there, and reads nothing. */
const aChannelIsOpened = async ({ alice, dave }: Cast) => {
  await alice.user.makeRoom({ id: "town-hall", kind: "channel", name: "Town hall" });
  await alice.user.say("town-hall", "welcome, whoever you are");
  expect(await dave.user.room("town-hall")).toMatchObject({ name: "Town hall", memberCount: 1 });
  expect((await dave.user.get("/v1/rooms/town-hall/messages")).body.code).toBe("forbidden");
  await dave.user.join("town-hall");
  expect((await dave.user.messages("town-hall")).messages).toMatchObject([{ text: "welcome, whoever you are" }]);
  await dave.user.say("town-hall", "hello all");
  await hears(alice, "town-hall", "hello all");
};

/** Two talk between themselves: for everybody else there is no such room. */
const twoTalkAlone = async ({ alice, bob, carol }: Cast) => {
  const { id } = await alice.user.makeRoom({ kind: "direct", members: ["bob"] });
  expect(await bob.user.makeRoom({ kind: "direct", members: ["alice"] })).toMatchObject({ id, peer: "alice" });
  await bob.user.say(id, "is Erin back?");
  await hears(alice, id, "is Erin back?");
  const [hidden, nowhere] = [await carol.user.get(`/v1/rooms/${id}`), await carol.user.get("/v1/rooms/nowhere")];
  expect([hidden.status, hidden.body.code]).toEqual([404, "room_not_found"]);
  expect({ ...hidden.body, requestId: "" }).toEqual({ ...nowhere.body, requestId: "" });
};

/** Bob invites Erin. Until she comes in she knows of the team, and of nothing that is said there. */
const erinIsInvited = async ({ bob, carol, erin }: Cast) => {
  await bob.user.must(bob.user.ask("PUT", "/v1/rooms/team/invitations/erin", { json: {} }));
  const told = await erin.phone.until(() => erin.phone.me.find(({ type }) => type === "invited"), "the invitation");
  expect(told).toMatchObject({ roomId: "team", invitation: { invitedBy: "bob", role: "member" } });
  expect(await erin.user.room("team")).toMatchObject({ name: "The team" });
  expect((await erin.user.get("/v1/rooms/team/messages")).body.code).toBe("forbidden");

  await erin.user.join("team");
  await erin.user.say("team", "I am back");
  await hears(carol, "team", "I am back");
  expect((await erin.user.must(erin.user.get<InvitationsPage>("/v1/me/invitations"))).invitations).toEqual([]);
};

/** Dave shouts. Alice mutes him, then bans him: from then on he hears nothing, and nobody can bring him back. */
const daveIsBanned = async ({ alice, dave }: Cast) => {
  await alice.user.must(alice.user.ask("PUT", "/v1/rooms/town-hall/members/dave/mute", { json: { seconds: 600 } }));
  expect((await dave.user.sayOrNot("town-hall", "BUY THIS")).body.code).toBe("muted");

  await alice.user.must(alice.user.ask("PUT", "/v1/rooms/town-hall/bans/dave", { json: { reason: "spam" } }));
  await dave.phone.until(() => dave.phone.me.some(({ type }) => type === "left"), "the end of the membership");
  expect((await dave.user.put("/v1/rooms/town-hall/members/dave")).body.code).toBe("banned");
  expect((await alice.user.put("/v1/rooms/town-hall/members/dave")).body.code).toBe("banned");

  await alice.user.say("town-hall", "quiet again");
  await hears(alice, "town-hall", "quiet again");
  const { rooms } = await dave.user.must(dave.user.post<SyncAnswer>("/v1/sync", { rooms: { "town-hall": 1 } }));
  expect(rooms).toEqual({ "town-hall": { gone: true } });
};

/** Alice moves on. An owner does not just leave: somebody has to look after the room. */
const theTeamIsHandedOver = async ({ alice, bob, carol }: Cast) => {
  expect((await alice.user.del("/v1/rooms/team/members/alice")).body.code).toBe("successor_needed");
  await alice.user.must(alice.user.del("/v1/rooms/team/members/alice?successor=bob"));
  expect(await bob.user.room("team")).toMatchObject({ me: { role: "owner" }, memberCount: 3 });

  await bob.user.say("team", "thank you, Alice");
  await hears(carol, "team", "thank you, Alice");
  const { rooms } = await alice.user.must(alice.user.get<RoomsPage>("/v1/rooms"));
  expect(rooms.map(({ id }) => id)).not.toContain("team");
};

/** What each phone heard of the rooms, from the morning on. */
const everyoneHeardTheirPart = async ({ alice, bob, carol, dave, erin }: Cast) => {
  await Promise.all([hears(bob, "team", "thank you, Alice"), hears(erin, "team", "thank you, Alice")]);
  expect(bob.phone.texts("team")).toEqual(["good morning", "I am back", "thank you, Alice"]);
  expect(carol.phone.texts("team")).toEqual(bob.phone.texts("team"));
  expect(erin.phone.texts("team")).toEqual(["I am back", "thank you, Alice"]);
  expect(alice.phone.texts("team")).toEqual(["good morning", "I am back"]);
  expect(dave.phone.texts("town-hall")).toEqual(["hello all"]);
  expect(dave.phone.texts("team")).toEqual([]);
};

it("is a day in the life of a team", async () => {
  const cast = await everybody();
  await aTeamIsMade(cast);
  await aChannelIsOpened(cast);
  await twoTalkAlone(cast);
  await erinIsInvited(cast);
  await daveIsBanned(cast);
  await theTeamIsHandedOver(cast);
  await everyoneHeardTheirPart(cast);
});
