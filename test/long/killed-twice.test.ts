import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Message, RoomState } from "../../client/src/index.ts";
import { ChatClient } from "../../client/src/index.ts";
import { signToken } from "../../infra/auth/sign.ts";
import type { KillableServer } from "../support/killable-server.ts";
import { freePort, secret, startKillable } from "../support/killable-server.ts";
import { Ledger } from "./ledger.ts";
import type { Sender } from "./load.ts";
import { seeded, sendAll } from "./load.ts";
import { writeReport } from "./report.ts";
import { judge, spotless, sum } from "./oracle.ts";

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const posts = Number(process.env.POSTS ?? 10_000);
const senders = 20;
const rooms = 50;
const membersOfRoom = 6;

let dataDir: string;
let port: number;
let server: KillableServer;
const clients: ChatClient[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "chat-killed-"));
  port = await freePort();
  server = await startKillable(dataDir, port);
});

afterAll(async () => {
  for (const client of clients) client.close();
  await server.stop();
  await rm(dataDir, { recursive: true });
});

const userId = (index: number): string => `user-${index % senders}`;

/** Room r has the users r, r+1, … so that every user is in as many rooms. */
const membersOf = (room: number): string[] =>
  Array.from({ length: membersOfRoom }, (_, index) => userId(room * 3 + index));

const connect = (user: string): ChatClient => {
  const client = ChatClient.connect({
    url: server.url,
    token: () => signToken(secret, { userId: user, expires: "1h" }),
  });
  clients.push(client);
  return client;
};

const clientOf = (people: ReadonlyMap<string, ChatClient>, user = ""): ChatClient => {
  const client = people.get(user);
  if (!client) throw new Error(`Nobody is called ${user}.`);
  return client;
};

const makeRooms = async (people: ReadonlyMap<string, ChatClient>): Promise<Map<string, string[]>> => {
  const all = new Map<string, string[]>();
  for (let index = 0; index < rooms; index += 1) {
    const members = membersOf(index);
    const id = `room-${index}`;
    await clientOf(people, members[0]).createRoom({ id, kind: "group", members });
    all.set(id, members);
  }
  return all;
};

const sendersIn = async (all: ReadonlyMap<string, readonly string[]>): Promise<Sender[]> =>
  Promise.all(
    Array.from({ length: senders }, async (_, index) => ({
      userId: userId(index),
      token: await signToken(secret, { userId: userId(index), expires: "1h" }),
      rooms: [...all].filter(([, members]) => members.includes(userId(index))).map(([id]) => id),
    })),
  );

/** Kills the process when a third and two thirds of the posts have been accepted, and starts it again. */
const killTwice = (): { onAccepted: () => void; kills: () => Promise<number> } => {
  let accepted = 0;
  let kills: Promise<number> = Promise.resolve(0);
  const restart = async (before: Promise<number>): Promise<number> => {
    const count = await before;
    await server.kill();
    server = await startKillable(dataDir, port);
    return count + 1;
  };
  const onAccepted = (): void => {
    accepted += 1;
    if (accepted === Math.floor(posts / 3) || accepted === Math.floor((2 * posts) / 3)) kills = restart(kills);
  };
  return { onAccepted, kills: () => kills };
};

const stored = async (client: ChatClient, roomId: string): Promise<Message[]> => {
  const all: Message[] = [];
  for (let more = true; more;) {
    const page = await client.history(roomId, { after: all.at(-1)?.seq ?? 0, limit: 200 });
    all.push(...page.messages);
    more = page.hasMoreAfter;
  }
  return all;
};

/** Live events stop coming some time after the last post; until then a reader may be behind. */
const caughtUp = async (client: ChatClient, roomId: string, seq: number): Promise<RoomState> => {
  for (;;) {
    const state = client.roomState(roomId);
    if (state?.messages.at(-1)?.seq === seq) return state;
    await pause(50);
  }
};

/** What live events built, but for the messages. */
const heldBy = ({ room, version, memberCount, members }: RoomState) => ({
  room,
  version,
  memberCount,
  members: [...members.values()].sort((a, b) => (a.userId < b.userId ? -1 : 1)),
});

/** The same, as a newcomer would fetch it. */
const fetched = async (client: ChatClient, roomId: string): Promise<ReturnType<typeof heldBy>> => {
  const { id, kind, createdAt, version, memberCount } = await client.room(roomId);
  const { members } = await client.members(roomId);
  return { room: { id, kind, createdAt }, version, memberCount, members: [...members] };
};

describe("a process that is killed twice under load", () => {
  it(`loses, doubles and disorders nothing for anyone (${posts} posts, seed ${seed})`, async () => {
    const people = new Map(Array.from({ length: senders }, (_, index) => [userId(index), connect(userId(index))]));
    await Promise.all([...people.values()].map((client) => client.whenReady()));
    const all = await makeRooms(people);
    for (const [roomId, members] of all) {
      await Promise.all(members.map((user) => clientOf(people, user).openRoom(roomId)));
    }
    const ledger = new Ledger();
    const { onAccepted, kills } = killTwice();
    const load = { url: server.url, ledger, random: seeded(seed), onAccepted };
    const startedAt = performance.now();
    await Promise.all((await sendersIn(all)).map((sender) => sendAll(load, sender, posts / senders)));
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(await kills()).toBe(2);

    const verdicts = [];
    for (const [roomId, members] of all) {
      const history = await stored(clientOf(people, members[0]), roomId);
      verdicts.push(judge(ledger, roomId, history));
      for (const user of members) {
        const client = clientOf(people, user);
        const state = await caughtUp(client, roomId, history.length);
        expect(state.messages).toEqual(history);
        expect(heldBy(state)).toEqual(await fetched(client, roomId));
      }
    }
    const verdict = sum(verdicts);
    const run = { ...ledger.figures, ...verdict, kills: 2, seconds: Math.round(seconds), seed };
    process.stdout.write(`${JSON.stringify(run)}\n`);
    // A shorter trial is not what the repository shows.
    if (process.env.POSTS === undefined) writeReport(run);
    expect(verdict).toEqual(spotless);
  });
});
