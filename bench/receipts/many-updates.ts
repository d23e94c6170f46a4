import { setTimeout as pause } from "node:timers/promises";
import { PROTOCOL } from "../../client/src/contract.ts";
import { median, quantile } from "../figures.ts";
import { Deployment } from "../recovery/deployment.ts";
import type { Scenario } from "../recovery/scenario.ts";
import { post } from "../recovery/steady-load.ts";
import { grouped, inMs, inSeconds } from "../recovery/text.ts";
import { closeAll, connectAll } from "../tiers/driving/sockets.ts";
import type { WireSocket } from "../tiers/driving/wire-socket.ts";
import { batchesOf, settledWrites } from "./kept.ts";

const people = Array.from({ length: 200 }, (_, index) => `user-${index}`);
const roomsEach = 20;
const rooms = Array.from({ length: 1_000 }, (_, index) => `room-${index}`);
const perSecond = 20_000;
/** Far more than is read in a run. */
const seq = 1_000_000;
const postEveryMs = 50;
const pairs = 5;
const mostGrowth = 1.3;
const drainBarMs = 5_000;

/** Each is in 20 rooms, and each room has four of them. */
const roomsOf = (person: number): readonly string[] =>
  Array.from({ length: roomsEach }, (_, index) => rooms[(person * 5 + index * 53) % rooms.length] ?? "");

const membersOf = (): ReadonlyMap<string, string[]> => {
  const members = new Map(rooms.map((id): [string, string[]] => [id, []]));
  for (const [index, userId] of people.entries()) for (const id of roomsOf(index)) members.get(id)?.push(userId);
  return members;
};

/** Says all the time that more was read: everybody in turn, each time of all of their rooms. */
class Offer {
  readonly #sockets: readonly WireSocket[];
  readonly #stopAt: number;
  #read = 0;
  #underWay = 0;
  offered = 0;

  constructor(sockets: readonly WireSocket[], ms: number) {
    this.#sockets = sockets;
    this.#stopAt = performance.now() + ms;
  }

  /** @returns what was said last */
  async run(from: number): Promise<number> {
    const startedAt = performance.now();
    this.#read = from;
    let events = 0;
    while (performance.now() < this.#stopAt) {
      const due = ((performance.now() - startedAt) / 1_000) * (perSecond / roomsEach);
      for (; events < due; events += 1) this.#say(events % people.length);
      await pause(4);
    }
    while (this.#underWay > 0) await pause(4);
    return this.#read;
  }

  #say(person: number): void {
    if (person === 0) this.#read += 1;
    this.#underWay += 1;
    this.offered += roomsEach;
    const receipts = roomsOf(person).map((roomId) => ({ roomId, read: this.#read }));
    void this.#sockets[person]?.emit("receipts", receipts).then((ack) => {
      if (!ack.startsWith('[{"ok":true')) throw new Error(`Receipts were answered with ${ack.slice(0, 200)}`);
      this.#underWay -= 1;
    });
  }
}

/** Posts one message after the other. @returns for each, how many milliseconds it took until a socket heard of it */
const latencies = async (deployment: Deployment, ear: WireSocket, ms: number): Promise<readonly number[]> => {
  const took: number[] = [];
  const sentAt = new Map<string, number>();
  ear.onEvent = (payload) => {
    for (const [, mark = ""] of payload.toString("latin1").matchAll(/"text":"mark (\S+?)"/g)) {
      const at = sentAt.get(mark);
      if (at !== undefined) took.push(performance.now() - at);
    }
  };
  const poster = { token: await deployment.token(people[0] ?? ""), roomId: roomsOf(0)[0] ?? "" };
  const until = performance.now() + ms;
  while (performance.now() < until) {
    const id = crypto.randomUUID();
    sentAt.set(id, performance.now());
    await post(deployment.url, poster, { id, text: `mark ${id}` });
    await pause(postEveryMs);
  }
  return took;
};

const enter = async (deployment: Deployment): Promise<readonly WireSocket[]> => {
  const tokens = await Promise.all(people.map((userId) => deployment.token(userId)));
  return connectAll(tokens.map((token) => ({ url: deployment.socketUrl, auth: { token, protocol: PROTOCOL } })));
};

/** @returns milliseconds until the last word of everybody is kept */
const drain = async (deployment: Deployment, read: number): Promise<number> => {
  const startedAt = performance.now();
  const behind = `select count(*) from watermarks where read < ${read - 1}`;
  while (Number(await deployment.ask(behind)) > 0) {
    if (performance.now() - startedAt > 60_000) return Infinity;
    await pause(20);
  }
  return performance.now() - startedAt;
};

export const manyUpdates: Scenario = {
  name: "many-updates",
  what: "20,000 watermark updates a second are offered, in socket events of 20 rooms each, over 1,000 rooms",
  run: async ({ servers, isQuick }) => {
    const deployment = await Deployment.open(servers);
    const [shortMs, longMs] = isQuick ? [2_000, 3_000] : [8_000, 30_000];
    let sockets: readonly WireSocket[] = [];
    try {
      await deployment.makeRooms([...membersOf()].map(([id, members]) => ({ id, members })));
      await deployment.ask(`with moved as (update rooms set seq = ${seq} returning 1) select count(*) from moved`);
      sockets = await enter(deployment);
      const ear = sockets[0];
      if (!ear) throw new Error("Nobody is there.");
      let read = 0;
      const ratios: number[] = [];
      const busy: number[] = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        const calm = await latencies(deployment, ear, shortMs);
        const offer = new Offer(sockets, shortMs);
        const [loaded, said] = await Promise.all([latencies(deployment, ear, shortMs), offer.run(read)]);
        read = said;
        await drain(deployment, read);
        ratios.push(median(loaded) / median(calm));
        busy.push(...loaded);
      }
      const before = { batches: await batchesOf(deployment), writes: await settledWrites(deployment) };
      const offer = new Offer(sockets, longMs);
      const startedAt = performance.now();
      read = await offer.run(read);
      const tookMs = performance.now() - startedAt;
      const drainMs = await drain(deployment, read);
      const batches = (await batchesOf(deployment)) - before.batches;
      const writes = (await settledWrites(deployment)) - before.writes;
      const rate = offer.offered / (tookMs / 1_000);
      return {
        bars: [
          {
            bar: `${grouped(perSecond)} a second are taken for ${longMs / 1_000} s`,
            seen: `${grouped(rate)} a second`,
            isMet: rate >= perSecond * 0.97,
          },
          { bar: "all is kept 5 s after the end", seen: inSeconds(drainMs), isMet: drainMs <= drainBarMs },
          {
            bar: `message latency p50 grows by less than ${mostGrowth} × (median of ${pairs} alternated pairs)`,
            seen: `${median(ratios).toFixed(2)} × (${ratios.map((ratio) => ratio.toFixed(2)).join(", ")})`,
            isMet: median(ratios) < mostGrowth,
          },
        ],
        details: [
          `200 people, each in 20 rooms, each of 4. Messages meanwhile: p50 ${inMs(median(busy))}, p99 ${inMs(quantile(busy, 0.99))}.`,
          `${grouped(offer.offered)} updates offered became ${grouped(batches)} batches and ${grouped(writes)} writes of a row.`,
        ],
      };
    } finally {
      await closeAll(sockets);
      await deployment.close();
    }
  },
};
