import type { Changes, MessagesPage, SyncAnswer } from "../../client/src/index.ts";
import type { Chat } from "./chat.ts";
import { inTurn, range } from "./chat.ts";
import type { Deployment } from "./deployment.ts";
import type { Listener } from "./socket.ts";
import type { User } from "./user.ts";

interface Race {
  readonly roomId: string;
  readonly owner: User;
  readonly victim: User;
  /** Versions of the room that the victim was told of by answers. */
  readonly told: number[];
  /** All sockets of the victim. */
  readonly sockets: Listener[];
}

/** How a membership ends. */
const endings = {
  "is removed": ({ owner, roomId, victim }: Race) => owner.remove(roomId, victim),
  "is banned": ({ owner, roomId, victim }: Race) =>
    owner.must(owner.ask("PUT", `/v1/rooms/${roomId}/bans/${victim.id}`, { json: {} })),
} as const;

/** An answer's position, and the versions of its rows. A refusal has neither. */
const versionsIn = (
  answer: Partial<MessagesPage> & Partial<Record<"events", readonly { readonly version: number }[]>>,
) => [
  ...(answer.version === undefined ? [] : [answer.version]),
  ...[...(answer.messages ?? []), ...(answer.events ?? [])].map(({ version }) => version),
];

/** What the victim does meanwhile. */
const meanwhile = {
  "a message in flight": async () => {},
  "a handshake": async ({ victim, sockets }: Race) => {
    sockets.push(await victim.connect());
  },
  "a sync": async ({ victim, roomId, told }: Race) => {
    const { body } = await victim.post<SyncAnswer>("/v1/sync", { rooms: { [roomId]: 3 } });
    told.push(...versionsIn(body.rooms[roomId] as object));
    told.push(...versionsIn((await victim.get<Changes>(`/v1/rooms/${roomId}/changes?since=3`)).body));
    told.push(...versionsIn((await victim.get<MessagesPage>(`/v1/rooms/${roomId}/messages`)).body));
  },
} as const;

interface Kind {
  readonly ending: keyof typeof endings;
  readonly against: keyof typeof meanwhile;
}

interface Lane {
  readonly owner: User;
  readonly victim: User;
  readonly hers: Listener;
  readonly his: Listener;
  readonly fenceId: string;
}

const posts = 4;

const aLane = async (chat: Chat, at: Deployment | undefined): Promise<Lane> => {
  const [owner, victim] = [chat.aUser(undefined, at && { at }), chat.aUser(undefined, at && { at })];
  const { id: fenceId } = await owner.makeRoom({ kind: "group", members: [victim.id] });
  return { owner, victim, fenceId, hers: await owner.connect(), his: await victim.connect() };
};

/** Everything at once, each post at a moment of its own. */
const start = async (race: Race, { ending, against }: Kind): Promise<void> => {
  const turns = [Math.floor(Math.random() * posts), Math.floor(Math.random() * posts)];
  await Promise.all(
    range(posts).flatMap((index) => [
      race.owner.accept(race.roomId, `post ${index}`),
      ...(index === turns[0] ? [endings[ending](race)] : []),
      ...(index === turns[1] ? [meanwhile[against](race)] : []),
    ]),
  );
};

const endOf = (hers: Listener, { roomId, victim }: Race): number | undefined =>
  hers
    .events(roomId)
    .find((each) => each.type === "member" && each.member.userId === victim.id && each.member.leftAt !== undefined)
    ?.version;

/** @returns the versions above the end of the membership that its user came to know of, however */
const run = async ({ owner, victim, hers, his, fenceId }: Lane, kind: Kind): Promise<readonly number[]> => {
  const { id: roomId } = await owner.makeRoom({ kind: "group", members: [victim.id] });
  for (const socket of [hers, his]) {
    await socket.until(() => socket.meIn(roomId).length > 0, "both are in");
  }
  const race: Race = { roomId, owner, victim, told: [], sockets: [his] };
  await start(race, kind);
  await owner.say(roomId, "behind it");
  await owner.say(fenceId, `fence of ${roomId}`);
  await hers.untilText(roomId, "behind it");
  await Promise.all(race.sockets.map((socket) => socket.untilText(fenceId, `fence of ${roomId}`)));
  const end = endOf(hers, race);
  if (end === undefined) throw new Error("The end of the membership was not heard.");
  const heard = race.sockets.flatMap((socket) => [
    ...socket.events(roomId).map(({ version }) => version),
    ...(socket.ready?.rooms ?? []).filter(({ id }) => id === roomId).map(({ version }) => version),
    ...socket.me.flatMap((event) => (event.type === "joined" && event.roomId === roomId ? [event.room.version] : [])),
  ]);
  for (const socket of race.sockets.slice(1)) socket.close();
  return [...heard, ...race.told].filter((version) => version > end);
};

/**
 * Ends memberships under posts, and under what their users do meanwhile.
 * @param at another deployment than the one under test
 * @returns every version that somebody came to know of and should not have
 */
export const raceEndings = async (
  chat: Chat,
  kind: Kind,
  races: number,
  at?: Deployment,
): Promise<readonly number[]> => {
  const lanes = await Promise.all(range(5).map(() => aLane(chat, at)));
  const leaks: number[] = [];
  await Promise.all(
    lanes.map((lane) =>
      inTurn(Math.ceil(races / lanes.length), async () => void leaks.push(...(await run(lane, kind)))),
    ),
  );
  return leaks;
};

/** Each ending against each thing that may be under way. */
export const kindsOfEndings = (Object.keys(endings) as Kind["ending"][]).flatMap((ending) =>
  (Object.keys(meanwhile) as Kind["against"][]).map((against): Kind => ({ ending, against })),
);
