import { setTimeout as pause } from "node:timers/promises";
import type { PutReceiptsRequest, ReceiptRequest } from "../../../client/src/index.ts";
import { seeded } from "../../long/load.ts";
import type { SocketLine } from "../harness/socket-line.ts";
import type { Answer, Talker } from "../harness/traffic.ts";
import { answerOf, deadlineMs, graceMs } from "../harness/traffic.ts";
import type { ReceiptLedger, Said } from "./ledger.ts";

const retryMs = 100;
/** Between two requests of a reader. */
const restMs = { least: 100, most: 400 };
const roomsAtOnce = 4;
const farBeyond = 1_000;
/** Of what had no answer so much is not repeated: whether it was taken stays unknown. */
const givenUpShare = 0.2;
/** What is left is as far as the reader has come. Beyond goes nobody but in one room, and there often. */
const shares = { repeated: 0.1, stale: 0.15, beyond: 0.5 };

/** The newest message that a user's own client has of a room; 0 for none. */
export type NewestSeq = (userId: string, roomId: string) => number;

const requestOf = ({ delivered, read }: Said): PutReceiptsRequest => ({
  ...(delivered > read && { delivered }),
  ...(read > 0 && { read }),
});

/** Readers who say how far they have come, of several rooms at once by socket and of one over HTTP; also late, again, and beyond what is there. */
export class ReceiptTraffic {
  readonly #url: string;
  readonly #ledger: ReceiptLedger;
  readonly #newestSeq: NewestSeq;
  readonly #ended: Promise<unknown>;
  #resumed: Promise<unknown> = Promise.resolve();
  #resume: (() => void) | undefined;
  #underWay = 0;
  #goesOn = true;
  #isGivenUp = false;
  /** Answers that nobody here deserves. */
  refused = 0;
  /** Requests that had no answer in their time. */
  late = 0;

  constructor(url: string, talkers: readonly Talker[], ledger: ReceiptLedger, newestSeq: NewestSeq, seed: number) {
    this.#url = url;
    this.#ledger = ledger;
    this.#newestSeq = newestSeq;
    this.#ended = Promise.all(talkers.map((talker, index) => this.#read(talker, seeded(seed * 1_000 + 500 + index))));
  }

  /** Resolves when none is under way; until {@link resume} none begins. */
  async rest(): Promise<void> {
    this.#resumed = new Promise<void>((resolve) => (this.#resume = resolve));
    while (this.#underWay > 0) await pause(10);
  }

  resume(): void {
    this.#resume?.();
  }

  /** Resolves when everybody's last is accepted, or given up after a while. */
  async stop(withinMs: number): Promise<void> {
    this.#goesOn = false;
    this.resume();
    const late = setTimeout(() => (this.#isGivenUp = true), withinMs);
    await this.#ended;
    clearTimeout(late);
  }

  async #read(talker: Talker, random: () => number): Promise<void> {
    let last: readonly Said[] = [];
    while (this.#goesOn) {
      await pause(restMs.least + random() * (restMs.most - restMs.least));
      await this.#resumed;
      if (random() >= shares.repeated) last = this.#somewhere(talker, random);
      if (last.length > 0) await this.#sayUntilAccepted(talker, last, random() < givenUpShare);
    }
  }

  #somewhere({ sender, line }: Talker, random: () => number): readonly Said[] {
    const { userId, rooms } = sender;
    const count = line ? 1 + Math.floor(random() * roomsAtOnce) : 1;
    const from = Math.floor(random() * rooms.length);
    const chosen = Array.from({ length: count }, (_, index) => rooms[(from + index) % rooms.length] ?? "");
    return chosen.flatMap((roomId) => {
      const newest = this.#newestSeq(userId, roomId);
      // Only in one room of each: where somebody has gone beyond, nothing bounds the watermarks but what is there.
      return newest > 0 ? [{ roomId, userId, newest, ...aMark(newest, roomId === rooms[0], random) }] : [];
    });
  }

  /** What is repeated is the same: a reader who has come farther says so the next time. */
  async #sayUntilAccepted(talker: Talker, said: readonly Said[], isOnce: boolean): Promise<void> {
    this.#underWay += 1;
    for (const each of said) this.#ledger.attempt(each);
    while (!this.#isGivenUp) {
      const answer = await this.#sayInTime(talker, said);
      if (answer === "ok") for (const each of said) this.#ledger.accept(each);
      if (answer === "refused") this.refused += 1;
      if (answer !== "unknown" || isOnce) break;
      await pause(retryMs);
    }
    this.#underWay -= 1;
  }

  async #sayInTime({ sender, line }: Talker, said: readonly Said[]): Promise<Answer> {
    const begunAt = performance.now();
    const answer = await (line ? sayBySocket(line, said) : this.#put(sender.token, said));
    if (!line && performance.now() - begunAt > deadlineMs) this.late += 1;
    return answer;
  }

  async #put(token: string, [said]: readonly Said[]): Promise<Answer> {
    if (!said) return "refused";
    try {
      const answer = await fetch(`${this.#url}/v1/rooms/${said.roomId}/receipts`, {
        method: "PUT",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(requestOf(said)),
        signal: AbortSignal.timeout(deadlineMs + graceMs),
      });
      await answer.arrayBuffer();
      return answer.status === 202 ? "ok" : answer.status < 500 ? "refused" : "unknown";
    } catch {
      return "unknown";
    }
  }
}

const sayBySocket = async (line: SocketLine, said: readonly Said[]): Promise<Answer> => {
  const receipts = said.map((each): ReceiptRequest => ({ roomId: each.roomId, ...requestOf(each) }));
  return answerOf(await line.receipts(receipts));
};

const aMark = (newest: number, mayGoBeyond: boolean, random: () => number): { delivered: number; read: number } => {
  const kind = random();
  const isStale = kind < shares.stale;
  const isBeyond = !isStale && mayGoBeyond && kind < shares.stale + shares.beyond;
  const seq = isStale ? 1 + Math.floor(random() * newest) : isBeyond ? newest + farBeyond : newest;
  const read = random();
  if (read < 0.5) return { delivered: seq, read: seq };
  return { delivered: seq, read: read < 0.7 ? Math.max(0, seq - 3) : 0 };
};
