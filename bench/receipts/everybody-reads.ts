import { Deployment } from "../recovery/deployment.ts";
import type { Bar, Scenario } from "../recovery/scenario.ts";
import { SteadyLoad } from "../recovery/steady-load.ts";
import { grouped } from "../recovery/text.ts";
import { PROTOCOL } from "../../client/src/contract.ts";
import { eventually } from "../../test/support/wait.ts";
import { connectAll } from "../tiers/driving/sockets.ts";
import { batchesOf, settledWrites } from "./kept.ts";
import { Reader } from "./reader.ts";

const roomId = "hall";
const perRequest = 100;
const perSecond = 50;
const patienceMs = 120_000;

const fill = async (deployment: Deployment, people: readonly string[]): Promise<void> => {
  const [owner = "", ...others] = people;
  const headers = { authorization: `Bearer ${await deployment.token(owner)}`, "content-type": "application/json" };
  await deployment.makeRooms([{ id: roomId, members: [owner] }]);
  for (let from = 0; from < others.length; from += perRequest) {
    const body = JSON.stringify({ userIds: others.slice(from, from + perRequest) });
    const answer = await fetch(`${deployment.url}/v1/rooms/${roomId}/members`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`New members were answered with ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  }
};

const enter = async (deployment: Deployment, people: readonly string[]): Promise<readonly Reader[]> => {
  const tokens = await Promise.all(people.map((userId) => deployment.token(userId)));
  const handshakes = tokens.map((token) => ({ url: deployment.socketUrl, auth: { token, protocol: PROTOCOL } }));
  return (await connectAll(handshakes)).map((socket) => new Reader(socket, roomId));
};

const post = async (deployment: Deployment, owner: string, count: number): Promise<void> => {
  const poster = { token: await deployment.token(owner), roomId };
  const load = new SteadyLoad({ url: deployment.url, posters: [poster], perSecond });
  await eventually(() => Promise.resolve(load.offered >= count || undefined), "all was posted", patienceMs);
  await load.stop();
};

/** Until everybody has read the newest message. @returns how many messages there are */
const untilRead = async (deployment: Deployment, members: number): Promise<number> => {
  await eventually(
    async () =>
      Number(await deployment.ask("select count(*) from watermarks join rooms on seq = read where key = room_id")) ===
        members || undefined,
    "everybody has read the newest message",
    patienceMs,
  );
  return Number(await deployment.ask("select seq from rooms"));
};

const atMost = (what: string, seen: number, most: number): Bar => ({
  bar: `${what}: at most ${grouped(most)}`,
  seen: grouped(seen),
  isMet: seen <= most,
});

const play = async (deployment: Deployment, size: number, count: number) => {
  const people = Array.from({ length: size }, (_, index) => `user-${index}`);
  await fill(deployment, people);
  const readers = await enter(deployment, people);
  try {
    await post(deployment, people[0] ?? "", count);
    const messages = await untilRead(deployment, size);
    const writes = await settledWrites(deployment);
    const [batches, marks] = [
      await batchesOf(deployment),
      Number(await deployment.ask("select sum(marks) from room_marks")),
    ];
    const heard = Math.max(...readers.map(({ receiptsEvents }) => receiptsEvents));
    const rows = Number(await deployment.ask("select count(*) from watermarks"));
    return { messages, rows, writes, batches, marks, heard };
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
};

const everybodyReads = (name: string, size: number, what: string): Scenario => ({
  name,
  what,
  run: async ({ servers, isQuick }) => {
    const deployment = await Deployment.open(servers);
    try {
      const { messages, rows, writes, batches, marks, heard } = await play(deployment, size, isQuick ? 100 : 1_000);
      return {
        bars: [
          atMost("rows of watermarks, one a member", rows, size),
          atMost("rows written, members × batches", writes, size * batches),
          atMost("receipts events that a socket was sent, the batches", heard, batches),
        ],
        details: [
          `${grouped(messages)} messages at ${perSecond} a second; each of ${grouped(size)} members says what it has read every 0.5 s at the most.`,
          `${grouped(batches)} batches, ${grouped(marks)} of them shown; ${grouped(writes)} writes of a row, where a row for each message and reader would be ${grouped(messages * size)} rows.`,
        ],
      };
    } finally {
      await deployment.close();
    }
  },
});

export const inBroadcast = everybodyReads(
  "everybody-reads-200",
  200,
  "a room of 200 that shows receipts is read by everybody",
);
export const inSilence = everybodyReads(
  "everybody-reads-1000",
  1_000,
  "a room of 1,000 that does not is read by everybody",
);
