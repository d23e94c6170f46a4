import type { Message } from "../../client/src/index.ts";
import type { Ledger } from "./ledger.ts";

export interface Verdict {
  lost: number;
  duplicated: number;
  outOfOrder: number;
  /** Stored, but nobody posted it, or not like that, or it was refused. */
  unexpected: number;
  /** Members whose client, which lives on events, holds something else than what is stored. */
  diverged: number;
}

export const spotless: Verdict = { lost: 0, duplicated: 0, outOfOrder: 0, unexpected: 0, diverged: 0 };

/** Judges what one reader holds of one room: `messages` as the reader has them, oldest first. */
export const judge = (ledger: Ledger, roomId: string, messages: readonly Message[]): Omit<Verdict, "diverged"> => {
  const held = new Set(messages.map(({ id }) => id));
  const accepted = ledger.acceptedIn(roomId);
  return {
    lost: accepted.filter(({ id }) => !held.has(id)).length,
    duplicated: messages.length - held.size,
    outOfOrder: messages.filter(({ seq }, index) => seq !== index + 1).length + sendersOutOfOrder(ledger, messages),
    unexpected: messages.filter((message) => !isPosted(ledger, message) || ledger.isRefused(message.id)).length,
  };
};

const isPosted = (ledger: Ledger, { id, text, authorId, roomId }: Message): boolean => {
  const post = ledger.posts.get(id);
  return post?.text === text && post.authorId === authorId && post.roomId === roomId;
};

/** A sender posts one after another, so its messages stand in the order of the ledger. */
const sendersOutOfOrder = (ledger: Ledger, messages: readonly Message[]): number => {
  const place = new Map([...ledger.posts.keys()].map((id, index) => [id, index]));
  const last = new Map<string, number>();
  let wrong = 0;
  for (const { id, authorId = "" } of messages) {
    const now = place.get(id) ?? -1;
    if (now < (last.get(authorId) ?? -1)) wrong += 1;
    last.set(authorId, now);
  }
  return wrong;
};

export const sum = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce(
    (total, verdict) => ({
      lost: total.lost + verdict.lost,
      duplicated: total.duplicated + verdict.duplicated,
      outOfOrder: total.outOfOrder + verdict.outOfOrder,
      unexpected: total.unexpected + verdict.unexpected,
      diverged: total.diverged + verdict.diverged,
    }),
    spotless,
  );
