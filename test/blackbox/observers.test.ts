import { afterAll, beforeAll, expect, it } from "@jest/globals";

import type { Standing } from "../../handlers/wire/standings.ts";
import { standings } from "../../handlers/wire/standings.ts";
import { anId, Chat } from "../support/chat.ts";
import { bystanders } from "../support/matrix/requests.ts";
import type { Place } from "../support/matrix/world.ts";
import { World } from "../support/matrix/world.ts";
import type { Listener } from "../support/socket.ts";

const insiders: ReadonlySet<string> = new Set(["reader", "muted", "member", "moderator", "owner"]);
const chat = new Chat();
let world: World;
let observers: ReadonlyMap<Standing, Listener>;

beforeAll(async () => {
  chat.begin();
  world = new World(chat);
  const all = Object.keys(standings) as readonly Standing[];
  observers = new Map(
    await Promise.all(all.map(async (standing) => [standing, await world.socketOf(world.cast[standing])] as const)),
  );
});
afterAll(() => chat.end());

/** Something of every kind happens. */
const muchHappens = async ({ id, owner }: Place): Promise<void> => {
  const path = `/v1/rooms/${id}`;
  const { target, nobody, outlaw } = bystanders;
  await owner.say(id, "a secret of the room");
  await owner.must(owner.patch(path, { description: "another one" }));
  await owner.must(owner.put(`${path}/members/${nobody}`));
  await owner.must(owner.ask("PUT", `${path}/members/${target}/mute`, { json: { seconds: 60 } }));
  await owner.must(owner.patch(`${path}/members/${target}`, { role: "reader" }));
  await owner.must(owner.ask("PUT", `${path}/bans/${target}`, { json: {} }));
  await owner.must(owner.ask("PUT", `${path}/bans/${outlaw}`, { json: { reason: "still" } }));
  await owner.must(owner.ask("PUT", `${path}/invitations/zz-${anId()}`, { json: {} }));
  await owner.must(owner.patch(path, { announcement: true }));
};

/** A room of which everybody hears, so that whoever has heard of it has heard of all before it. */
const fenceOff = async (): Promise<void> => {
  const { owner, stranger, ...others } = world.cast;
  const members = Object.values(others).map(({ id }) => id);
  const { id } = await owner.makeRoom({ kind: "group", members });
  const abroad = await stranger.makeRoom({ kind: "group" });
  await Promise.all([owner.say(id, "fence"), stranger.say(abroad.id, "fence")]);
  for (const [standing, socket] of observers) await socket.untilText(standing === "stranger" ? abroad.id : id, "fence");
};

it.each(["group", "channel"] as const)(
  "members hear of a %s all that they could fetch, others nothing",
  async (kind) => {
    const place = await world.aRoom(kind);
    const { version: from } = await place.owner.room(place.id);
    await muchHappens(place);
    const { version: to } = await place.owner.room(place.id);
    await fenceOff();
    for (const [standing, socket] of observers) {
      const heard = socket.events(place.id).filter(({ version }) => version > from);
      expect([standing, heard.at(-1)?.version]).toEqual([standing, insiders.has(standing) ? to : undefined]);
      if (!insiders.has(standing)) continue;
      const fetched = (await world.cast[standing].changes(place.id, from)).events;
      const last = new Map(heard.map((event) => [event.version, event]));
      const { prev: _, ...newest } = fetched.at(-1)!;
      expect(last.get(to)).toMatchObject(newest);
      expect(fetched.every(({ version }) => last.has(version))).toBe(true);
    }
  },
);
