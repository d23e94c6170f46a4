import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { ReceiptsPage, Unread } from "../../../client/src/index.ts";
import type { Crowd } from "../../long/crowd.ts";
import type { Sender } from "../../long/load.ts";
import type { Tiers } from "../../support/tiers.ts";
import { eventually } from "../../support/wait.ts";
import type { Talker } from "../harness/traffic.ts";
import { ReceiptLedger } from "./ledger.ts";
import { ReceiptObserver } from "./observer.ts";
import type { Findings, Held, ReceiptsVerdict, StoredMessage } from "./oracle.ts";
import { judgeReceipts, receiptsSpotless } from "./oracle.ts";
import { ReceiptTraffic } from "./traffic.ts";

/** What was accepted is applied, and known to everybody, within this many milliseconds. */
const settleMs = 20_000;
const lookEveryMs = 300;

const stored =
  'select r.id as "roomId", m.seq::integer as seq, m.author_id as "authorId" from messages m join rooms r on r.key = m.room_id';

interface Place {
  readonly url: string;
  readonly socketUrl: string;
  readonly tiers: Tiers;
}

/** What people say of how far they have read, those who watch it, and what is made of it in the end. */
export class Readers {
  readonly ledger = new ReceiptLedger();
  readonly traffic: ReceiptTraffic;
  readonly #tiers: Tiers;
  readonly #crowd: Crowd;
  readonly #observers: readonly ReceiptObserver[];

  constructor(
    { url, socketUrl, tiers }: Place,
    crowd: Crowd,
    people: readonly Sender[],
    talkers: readonly Talker[],
    seed: number,
  ) {
    this.#tiers = tiers;
    this.#crowd = crowd;
    const newestSeq = (userId: string, roomId: string): number =>
      crowd.clients.get(userId)?.roomState(roomId)?.messages.at(-1)?.seq ?? 0;
    this.#observers = whoSeeAll(people).map(
      (user) => new ReceiptObserver(socketUrl, user, user.rooms, (roomId) => read(url, user.token, roomId)),
    );
    this.traffic = new ReceiptTraffic(url, talkers, this.ledger, newestSeq, seed);
  }

  /** Resolves when everything that was accepted is applied: nothing waits in the queue. */
  async drained(): Promise<void> {
    const isApplied = async (): Promise<true | undefined> => (await this.#verdict()).receipts_lost === 0 || undefined;
    await eventually(isApplied, "every receipt that was accepted is applied", settleMs);
  }

  /** Whoever watches comes back once more, and is told in `ready` how far it has read itself. */
  async judge(): Promise<{ readonly verdict: ReceiptsVerdict; readonly wrongs: readonly string[] }> {
    const verdict = await this.#settled();
    const wrongs = await Promise.all(this.#observers.map((observer) => this.#comeBack(observer)));
    if (this.traffic.refused > 0) wrongs.push([`${this.traffic.refused} times receipts were refused`]);
    return { verdict, wrongs: wrongs.flat() };
  }

  close(): void {
    for (const observer of this.#observers) observer.close();
  }

  /** Some of it is on its way until it is late. */
  async #settled(): Promise<ReceiptsVerdict> {
    const until = Date.now() + settleMs;
    for (;;) {
      const verdict = await this.#verdict().catch((error: unknown) => {
        if (Date.now() > until) throw error;
        return undefined;
      });
      if (verdict && (isDeepStrictEqual(verdict, receiptsSpotless) || Date.now() > until)) return verdict;
      await pause(lookEveryMs);
    }
  }

  async #verdict(): Promise<ReceiptsVerdict> {
    return judgeReceipts(this.ledger, await this.#find());
  }

  async #find(): Promise<Findings> {
    const held = [...this.#observers.flatMap((observer) => observer.held), ...this.#heldByClients()];
    const [rooms, unread, messages] = await Promise.all([this.#rooms(), this.#unread(), this.#tiers.query(stored)]);
    return {
      rooms,
      unread,
      messages: messages as unknown as readonly StoredMessage[],
      heard: this.#observers.flatMap(({ heard }) => heard),
      own: this.#observers.flatMap(({ own }) => own),
      held,
    };
  }

  #heldByClients(): readonly Held[] {
    return [...this.#crowd.clients.values()].flatMap((client) =>
      this.#crowd.roomIds.flatMap((roomId) => {
        const state = client.roomState(roomId);
        return state ? [{ roomId, watermarks: state.watermarks }] : [];
      }),
    );
  }

  async #rooms(): Promise<ReadonlyMap<string, ReceiptsPage>> {
    const readOne = async (roomId: string): Promise<[string, ReceiptsPage]> => {
      const reader = [...this.#crowd.clients.values()].find((client) => client.roomState(roomId) !== undefined);
      if (!reader) throw new Error(`Nobody is in ${roomId}.`);
      return [roomId, await reader.receipts(roomId)];
    };
    return new Map(await Promise.all(this.#crowd.roomIds.map(readOne)));
  }

  async #unread(): Promise<ReadonlyMap<string, Unread>> {
    const each = [...this.#crowd.clients].map(async ([userId, client]): Promise<[string, Unread]> => [
      userId,
      await client.unreadRooms(),
    ]);
    return new Map(await Promise.all(each));
  }

  async #comeBack(observer: ReceiptObserver): Promise<string[]> {
    const before = observer.sessions;
    observer.reopen();
    await eventually(async () => observer.sessions > before || undefined, "who watches is back", settleMs);
    const rooms = await this.#rooms();
    return observer.held.flatMap(({ roomId }) => {
      const own = rooms.get(roomId)?.receipts.find(({ userId }) => userId === observer.userId);
      const told = observer.ownIn(roomId);
      const isSame = told?.delivered === own?.delivered && told?.read === own?.read;
      return isSame ? [] : [`the last \`ready\` of ${observer.userId} was wrong about its own receipts of ${roomId}`];
    });
  }
}

/** Two people who are in every room together: each is in half of them. */
const whoSeeAll = (people: readonly Sender[]): readonly Sender[] =>
  people.filter((_, index) => index % (people.length / 2) === 0);

const read = async (url: string, token: string, roomId: string): Promise<ReceiptsPage> => {
  const answer = await fetch(`${url}/v1/rooms/${roomId}/receipts`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`Receipts were answered with ${answer.status}.`);
  return (await answer.json()) as ReceiptsPage;
};
