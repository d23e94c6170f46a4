import type { ReceiptsPage, Unread, UnreadRoom, Watermarks } from "../../../client/src/index.ts";
import type { Mark, ReceiptLedger } from "./ledger.ts";
import { memberOf } from "./ledger.ts";

/** What somebody was told of a member, and where the room's marks stood then. */
export interface Heard extends Watermarks {
  readonly roomId: string;
  readonly marks: number;
}

/** What somebody holds of a room by live events, and by what was asked for where some were missing. */
export interface Held {
  readonly roomId: string;
  readonly watermarks: ReadonlyMap<string, Mark>;
}

export interface StoredMessage {
  readonly roomId: string;
  readonly seq: number;
  readonly authorId: string;
}

/** What `GET /v1/unread` counts. */
export interface UnreadCounts extends Pick<Unread, "unread"> {
  readonly rooms: readonly Pick<UnreadRoom, "roomId" | "unread">[];
}

/** Everything that is known in the end. */
export interface Findings {
  /** What each room answers now. */
  readonly rooms: ReadonlyMap<string, Pick<ReceiptsPage, "receipts">>;
  readonly messages: readonly StoredMessage[];
  readonly heard: readonly Heard[];
  /** Of one user in one room each: what one `ready` after the other said. */
  readonly own: readonly (readonly Mark[])[];
  readonly held: readonly Held[];
  readonly unread: ReadonlyMap<string, UnreadCounts>;
}

export interface ReceiptsVerdict {
  /** Members whose watermarks lie below what was accepted. */
  receipts_lost: number;
  /** Members whose watermarks lie above all that was ever said, or above the newest message. */
  receipts_unexpected: number;
  /** Times that a watermark was shown lower than it had been before. */
  receipts_backwards: number;
  /** Watermarks that somebody who lives on events holds otherwise than they are stored. */
  receipts_diverged: number;
  /** Rooms of users whose `unread` is not the number of the messages of others above their `read`. */
  unread_wrong: number;
}

export const receiptsSpotless: ReceiptsVerdict = {
  receipts_lost: 0,
  receipts_unexpected: 0,
  receipts_backwards: 0,
  receipts_diverged: 0,
  unread_wrong: 0,
};

const isBelow = (one: Mark, other: Mark): boolean => one.delivered < other.delivered || one.read < other.read;

const headsOf = (messages: readonly StoredMessage[]): ReadonlyMap<string, number> => {
  const heads = new Map<string, number>();
  for (const { roomId, seq } of messages) heads.set(roomId, Math.max(heads.get(roomId) ?? 0, seq));
  return heads;
};

const membersOf = ({ rooms }: Findings): readonly (Watermarks & { readonly roomId: string })[] =>
  [...rooms].flatMap(([roomId, { receipts }]) => receipts.map((each) => ({ roomId, ...each })));

const isBeyond = (stored: Mark, most: Mark, head: number): boolean =>
  isBelow(most, stored) || isBelow({ delivered: head, read: head }, stored) || stored.read > stored.delivered;

const stepsBack = (marks: readonly Mark[]): number =>
  marks.filter((mark, index) => isBelow(mark, marks[index - 1] ?? mark)).length;

/** Marks are what orders what different sessions, gateways and answers have said. */
const shownBackwards = ({ heard }: Findings): number => {
  const ofMembers = new Map<string, Heard[]>();
  for (const each of heard) {
    const key = memberOf(each.roomId, each.userId);
    const before = ofMembers.get(key);
    if (before) before.push(each);
    else ofMembers.set(key, [each]);
  }
  return [...ofMembers.values()].reduce(
    (sum, each) => sum + stepsBack(each.toSorted((one, other) => one.marks - other.marks)),
    0,
  );
};

/** Nobody was there before the first message, so that what was never heard of stands at 0. */
const divergedIn = ({ held, rooms }: Findings): number =>
  held.reduce((sum, { roomId, watermarks }) => {
    const receipts = rooms.get(roomId)?.receipts ?? [];
    const isOther = ({ userId, delivered, read }: Watermarks): boolean => {
      const mine = watermarks.get(userId) ?? { delivered: 0, read: 0 };
      return mine.delivered !== delivered || mine.read !== read;
    };
    return sum + receipts.filter(isOther).length;
  }, 0);

const miscounted = (findings: Findings): number => {
  const { unread, messages } = findings;
  const wrong = membersOf(findings).filter(({ roomId, userId, read }) => {
    const told = unread.get(userId);
    const counted = messages.filter((each) => each.roomId === roomId && each.seq > read && each.authorId !== userId);
    return told && (told.rooms.find((room) => room.roomId === roomId)?.unread ?? 0) !== counted.length;
  });
  const wrongSums = [...unread.values()].filter(
    (told) => told.unread !== told.rooms.reduce((sum, room) => sum + room.unread, 0),
  );
  return wrong.length + wrongSums.length;
};

/** Whether receipts have kept what is promised of them, whatever has died meanwhile. */
export const judgeReceipts = (ledger: ReceiptLedger, findings: Findings): ReceiptsVerdict => {
  const heads = headsOf(findings.messages);
  const members = membersOf(findings);
  return {
    receipts_lost: members.filter((each) => isBelow(each, ledger.boundsOf(each.roomId, each.userId).least)).length,
    receipts_unexpected: members.filter((each) =>
      isBeyond(each, ledger.boundsOf(each.roomId, each.userId).most, heads.get(each.roomId) ?? 0),
    ).length,
    receipts_backwards: shownBackwards(findings) + findings.own.reduce((sum, marks) => sum + stepsBack(marks), 0),
    receipts_diverged: divergedIn(findings),
    unread_wrong: miscounted(findings),
  };
};
