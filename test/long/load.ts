import { setTimeout as pause } from "node:timers/promises";
import { v7 } from "uuid";
import type { Ledger, Post } from "./ledger.ts";

/** Small and seeded, so that a run can be repeated: mulberry32. */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export interface Sender {
  readonly userId: string;
  readonly token: string;
  /** The rooms this sender is a member of. */
  readonly rooms: readonly string[];
}

export interface Load {
  /** Requests go to one after another of these, as in `http://localhost:3000`. */
  readonly urls: readonly string[];
  readonly ledger: Ledger;
  readonly random: () => number;
  /** Called after each accepted post. */
  readonly onAccepted: () => void;
}

const repeatedShare = 0.05;

/** Posts one message after another over HTTP; some requests are sent again although they were answered. */
export const sendAll = async (load: Load, sender: Sender, count: number): Promise<void> => {
  for (let number = 1; number <= count; number += 1) {
    const roomId = sender.rooms[Math.floor(load.random() * sender.rooms.length)] ?? "";
    const post = { id: v7(), roomId, authorId: sender.userId, text: `${sender.userId} ${number}` };
    await postUntilAccepted(load, sender, post);
    if (load.random() < repeatedShare) await postUntilAccepted(load, sender, post);
  }
};

const nextUrl = ({ urls, ledger }: Load): string => urls[ledger.figures.attempts % urls.length] ?? "";

/** No answer, or 503: the same id again, as every client should. */
const postUntilAccepted = async (load: Load, sender: Sender, post: Post): Promise<void> => {
  for (;;) {
    load.ledger.attempt(post);
    const status = await postOnce(nextUrl(load), sender.token, post);
    if (status === 202) {
      load.ledger.accepted(post);
      load.onAccepted();
      return;
    }
    if (status !== undefined && status !== 503) throw new Error(`A post was answered with ${status}.`);
    load.ledger.unanswered();
    await pause(50);
  }
};

const postOnce = async (url: string, token: string, { id, roomId, text }: Post): Promise<number | undefined> => {
  try {
    const answer = await fetch(`${url}/v1/rooms/${roomId}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ id, text }),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
};
