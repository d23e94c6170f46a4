import type { MadeReport, RoomKind } from "../../../client/src/index.ts";
import type { Standing } from "../../../handlers/wire/standings.ts";
import { refusedTokens, standings, standingsIn } from "../../../handlers/wire/standings.ts";
import type { Chat } from "../chat.ts";
import { anId, aTenant } from "../chat.ts";
import type { Listener } from "../socket.ts";
import { untilRefused } from "../refused.ts";
import type { User } from "../user.ts";
import type { Reported } from "./requests.ts";
import { bystanders } from "./requests.ts";

/** Whoever of those without a good token had one, and was a member with it. */
const shutOut = ["revoked", "deactivated"] as const satisfies readonly (keyof typeof refusedTokens)[];

type Person = Standing | (typeof shutOut)[number];

export interface Place {
  readonly id: string;
  /** The owner's; between two, the other one's. */
  readonly messageId: string;
  /** By person: what they wrote while they were members. */
  readonly ownMessageIds: ReadonlyMap<string, string>;
  /** Where something was reported. */
  readonly report?: Reported;
  /** Sees all of it. */
  readonly owner: User;
}

export type Cast = Readonly<Record<Person, User>>;

/** What no refusal may hold: everything that a room says of itself, and who is in it. */
export const secrets = ["zz-", "a quiet place", "not for everybody", "picture.example", "hidden-value", "a kept word"];

const profile = {
  name: "a quiet place",
  description: "not for everybody",
  picture: "https://picture.example",
  data: { key: "hidden-value" },
};

const everybody: readonly Person[] = [...(Object.keys(standings) as Standing[]), ...shutOut];
const never: ReadonlySet<Person> = new Set(["stranger", "outsider", "invited", "service"]);

type Arrival = (owner: User, path: string, user: User) => Promise<unknown>;

const promoted: Arrival = (owner, path, user) =>
  owner.must(owner.patch(`${path}/members/${user.id}`, { role: "moderator" }));

/** How somebody who was put into the room as a member comes to a standing. */
const arrivals: Readonly<Partial<Record<Person, Arrival>>> = {
  left: (_owner, path, user) => user.must(user.del(`${path}/members/${user.id}`)),
  removed: (owner, path, user) => owner.must(owner.del(`${path}/members/${user.id}`)),
  banned: (owner, path, user) => owner.must(owner.ask("PUT", `${path}/bans/${user.id}`, { json: {} })),
  invited: (owner, path, user) => owner.must(owner.ask("PUT", `${path}/invitations/${user.id}`, { json: {} })),
  reader: (owner, path, user) => owner.must(owner.patch(`${path}/members/${user.id}`, { role: "reader" })),
  muted: (owner, path, user) =>
    owner.must(owner.ask("PUT", `${path}/members/${user.id}/mute`, { json: { seconds: 3_600 } })),
  moderator: promoted,
  // They may much, so that whoever took their tokens would let them.
  revoked: promoted,
  deactivated: promoted,
};

/** Where the matrix is tried: people with a standing each, and rooms in which they have it. */
export class World {
  readonly cast: Cast;
  readonly #chat: Chat;
  readonly #sockets = new Map<User, Promise<Listener>>();

  constructor(chat: Chat) {
    this.#chat = chat;
    const tenant = aTenant();
    const userOf = (person: Person): User => {
      // The stranger has the owner's id, in another tenant.
      if (person === "stranger") return chat.aUser("zz-owner", { tenant });
      return chat.aUser(`zz-${person}`, person === "service" ? { isService: true } : {});
    };
    this.cast = Object.fromEntries(everybody.map((person) => [person, userOf(person)])) as Cast;
  }

  /** From now on the tokens of some do not count any more, in whatever process. */
  async shutOut(): Promise<void> {
    const { service, revoked, deactivated } = this.cast;
    await Promise.all([
      service.must(service.post(`/v1/users/${revoked.id}/revocation`, {})),
      service.must(service.patch(`/v1/users/${deactivated.id}`, { deactivated: true })),
    ]);
    await Promise.all(shutOut.map((person) => untilRefused(this.cast[person], refusedTokens[person])));
  }

  socketOf(user: User): Promise<Listener> {
    const open = this.#sockets.get(user) ?? user.connect();
    this.#sockets.set(user, open);
    return open;
  }

  /** With everybody who can be in such a room, or with one alone and those whom something is done to. */
  async aRoom(
    kind: RoomKind,
    who: readonly Person[] = [...standingsIn[kind], ...shutOut],
    owner = this.cast.owner,
  ): Promise<Place> {
    if (kind === "direct") return this.#between(this.cast.member);
    const inside = who.filter((person) => !never.has(person));
    const members = [...inside.map((person) => this.cast[person].id), bystanders.target, bystanders.outlaw];
    const { id } = await owner.makeRoom({ id: anId(), kind, ...profile, members });
    const path = `/v1/rooms/${id}`;
    await owner.must(owner.ask("PUT", `${path}/bans/${bystanders.outlaw}`, { json: {} }));
    await owner.must(owner.ask("PUT", `${path}/invitations/${bystanders.guest}`, { json: {} }));
    const ownMessageIds = new Map<string, string>();
    // In another tenant those inside are others with the same names.
    const authors = owner.tenant === this.cast.owner.tenant ? inside : [];
    for (const person of authors) ownMessageIds.set(person, (await this.cast[person].say(id, "a kept word")).id);
    for (const person of who) await arrivals[person]?.(owner, path, this.cast[person]);
    return { id, owner, ownMessageIds, messageId: (await owner.say(id, "a kept word")).id };
  }

  /** The owner has reported what a bystander wrote, or the other one of two. */
  async withReport(place: Place): Promise<Place> {
    const { id, owner, messageId: others } = place;
    const target = this.#chat.aUser(bystanders.target, { tenant: owner.tenant });
    const isDirect = owner === this.cast.member;
    const messageId = isDirect ? others : (await target.say(id, "a kept word")).id;
    const path = `/v1/rooms/${id}/messages/${messageId}/reports`;
    const report = await owner.must(owner.post<MadeReport>(path, { reason: "spam" }));
    return { ...place, report: { id: report.id, messageId } };
  }

  async #between(one: User): Promise<Place> {
    const other = this.#chat.aUser(`zz-${anId()}`);
    const { id } = await one.makeRoom({ kind: "direct", members: [other.id] });
    const [own, messageId] = [(await one.say(id, "a kept word")).id, (await other.say(id, "a kept word")).id];
    return { id, owner: one, messageId, ownMessageIds: new Map([["member", own]]) };
  }
}

/** All that its owner can read of a room. */
export const portraitOf = async ({ id, owner }: Place): Promise<string> => {
  const parts = ["", "/members", "/bans", "/invitations", "/messages"];
  const pages = await Promise.all(parts.map((part) => owner.get(`/v1/rooms/${id}${part}`)));
  return pages.map(({ text }) => text.replace(/"requestId":"[^"]*"/, "")).join("\n");
};
