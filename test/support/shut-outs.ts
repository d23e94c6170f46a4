import type { ErrorCode } from "../../core/errors.ts";
import type { Chat } from "./chat.ts";
import { inTurn, range } from "./chat.ts";
import type { Deployment } from "./deployment.ts";
import type { Listener } from "./socket.ts";
import type { User } from "./user.ts";

/** Nothing of a room that is later than this after the call returned may reach a user, in milliseconds. */
const graceMs = 1_000;
/** Users of one room who are shut out, each within so many of its posts. */
const crowd = 10;
const firstPosts = 4;
/** Older sockets make way while the user still may have any. */
const mostSockets = 4;

interface Answered {
  readonly path: string;
  /** When it was asked for, or when the newest message in it was posted, by `performance.now()`. */
  readonly at: number;
  /** Of a refusal. */
  readonly code: string | undefined;
}

interface Victim {
  readonly user: User;
  readonly sockets: Listener[];
  readonly answers: Answered[];
  /** When the call returned, by `performance.now()`. */
  outAt: number;
}

interface Scene {
  readonly roomId: string;
  readonly owner: User;
  readonly hers: Listener;
  readonly service: User;
  readonly victims: readonly Victim[];
}

interface ShutOut {
  /** What the user is told from then on. */
  readonly code: ErrorCode;
  readonly call: (service: User, user: User) => Promise<unknown>;
}

const shutOuts = {
  "is deactivated": {
    code: "user_deactivated",
    call: (service, { id }) => service.must(service.patch(`/v1/users/${id}`, { deactivated: true })),
  },
  "has the tokens revoked": {
    code: "token_revoked",
    call: (service, { id }) => service.must(service.post(`/v1/users/${id}/revocation`, {})),
  },
} as const satisfies Readonly<Record<string, ShutOut>>;

/** Each post says when it was made. */
const timesIn = (text: string): readonly number[] =>
  [...text.matchAll(/"text":"([\d.]+)"/g)].map(([, time]) => Number(time));

const read = async ({ user, answers }: Victim, method: string, path: string, json?: object): Promise<void> => {
  const askedAt = performance.now();
  const { body, text } = await user.ask(method, path, json && { json });
  answers.push({ path, at: Math.max(askedAt, ...timesIn(text)), code: body.code });
};

/** What each user does beside every post. */
const meanwhile = {
  "a message in flight": async () => {},
  "a handshake": async ({ user, sockets, outAt }: Victim) => {
    const socket = await user.knock();
    sockets.push(socket);
    if (sockets.length > mostSockets && outAt === Infinity) sockets.splice(1, 1)[0]?.close();
    await socket.until(() => socket.ready ?? socket.isOver, "the session begins, or is refused");
  },
  "a sync": async (victim: Victim, roomId: string) => {
    await read(victim, "POST", "/v1/sync", { rooms: { [roomId]: 3 } });
    await read(victim, "GET", `/v1/rooms/${roomId}/changes?since=3`);
    await read(victim, "GET", `/v1/rooms/${roomId}/messages`);
  },
} as const;

interface Kind {
  readonly ending: keyof typeof shutOuts;
  readonly against: keyof typeof meanwhile;
}

/** Each way of being shut out against each thing that may be under way. */
export const kindsOfShutOuts = (Object.keys(shutOuts) as Kind["ending"][]).flatMap((ending) =>
  (Object.keys(meanwhile) as Kind["against"][]).map((against): Kind => ({ ending, against })),
);

const aScene = async (chat: Chat, at: Deployment | undefined): Promise<Scene> => {
  const there = at && { at };
  const [owner, service] = [chat.aUser(undefined, there), chat.aUser("crm", { ...there, isService: true })];
  const users = range(crowd).map(() => chat.aUser(undefined, there));
  const { id: roomId } = await owner.makeRoom({ kind: "group", members: users.map(({ id }) => id) });
  const victims = users.map(async (user) => ({ user, sockets: [await user.connect()], answers: [], outAt: Infinity }));
  return { roomId, owner, hers: await owner.connect(), service, victims: await Promise.all(victims) };
};

/** @param turn after so many posts were heard */
const shutOut = async ({ hers, roomId, service }: Scene, victim: Victim, { call }: ShutOut, turn: number) => {
  await hers.until(() => hers.texts(roomId).length >= turn, `${turn} posts are heard`);
  await call(service, victim.user);
  victim.outAt = performance.now();
};

/** A post, and beside it what everybody does, until all of this has begun later than anybody may hear of it. */
const keepOn = async ({ owner, roomId, victims }: Scene, { against }: Kind, signal: AbortSignal) => {
  let begunAt = 0;
  while (!signal.aborted && victims.some(({ outAt }) => begunAt <= outAt + graceMs)) {
    begunAt = performance.now();
    await Promise.all([
      owner.say(roomId, `${begunAt}`),
      ...victims.map((victim) => meanwhile[against](victim, roomId)),
    ]);
  }
};

/** What reached somebody too late, and whoever was told something else than why. */
const leaksTo = ({ sockets, answers, outAt }: Victim, code: ErrorCode): readonly string[] => [
  ...sockets.flatMap((socket) => socket.namesAfter(outAt + graceMs).filter((name) => name !== "bye")),
  ...sockets
    .map((socket) => (socket.refusal ?? socket.bye)?.code)
    .filter((told) => told !== code)
    .map((told) => `a socket ended with ${told}`),
  ...answers
    .filter((answer) => answer.code !== code && (answer.code !== undefined || answer.at > outAt + graceMs))
    .map((answer) => `${answer.path} was answered with ${answer.code ?? "the room"}`),
];

const run = async (scene: Scene, kind: Kind, random: () => number): Promise<readonly string[]> => {
  const { victims } = scene;
  const how = shutOuts[kind.ending];
  const failed = new AbortController();
  const calls = victims.map((victim) => shutOut(scene, victim, how, Math.floor(random() * firstPosts)));
  await Promise.all([keepOn(scene, kind, failed.signal), ...calls]).finally(() => failed.abort());
  await Promise.all(victims.flatMap(({ sockets }) => sockets).map((socket) => socket.untilOver()));
  scene.hers.close();
  return victims.flatMap((victim) => leaksTo(victim, how.code));
};

interface Races {
  /** Rounded up to whole rooms. */
  readonly count: number;
  /** Rooms at once. */
  readonly lanes: number;
  /** When each call comes. */
  readonly random: () => number;
  /** Another deployment than the one under test. */
  readonly at?: Deployment;
}

/**
 * Shuts users out under posts, and under what they do meanwhile.
 * @returns in a sentence's part each, what somebody came to know of and should not have
 */
export const raceShutOuts = async (
  chat: Chat,
  kind: Kind,
  { count, lanes, random, at }: Races,
): Promise<readonly string[]> => {
  const leaks: string[] = [];
  await Promise.all(
    range(lanes).map(() =>
      inTurn(Math.ceil(count / crowd / lanes), async () => {
        leaks.push(...(await run(await aScene(chat, at), kind, random)));
      }),
    ),
  );
  return leaks;
};
