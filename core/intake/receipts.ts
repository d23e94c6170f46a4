import type { Actor } from "../entities/actor.ts";
import { isCurrent } from "../entities/member.ts";
import { assertMay } from "../entities/permissions.ts";
import type { Receipt } from "../entities/receipt.ts";
import { roomOf } from "../entities/refs.ts";
import { ChatError } from "../errors.ts";
import type { Membership } from "../ports/member-store.ts";

/** What a member says of one room: each a `seq`. What is read was delivered. */
export interface SaidReceipt {
  readonly roomId: string;
  readonly delivered?: number;
  readonly read?: number;
}

/** @param userVersion the user's, as far as whoever accepts it knows */
export const receiptOf = (
  member: Actor,
  { roomId, delivered = 0, read = 0 }: SaidReceipt,
  userVersion: number,
): Receipt => ({
  room: roomOf(member, roomId),
  userId: member.userId,
  delivered: Math.max(delivered, read),
  read,
  userVersion: read > 0 ? userVersion : 0,
});

/** A service reads everywhere, and has receipts where it is a member. @throws ChatError `room_not_found`, `forbidden` */
export const assertReader = (found: Membership | undefined, member: Actor): void => {
  assertMay("read", found, member);
  if (!isCurrent(found.member)) throw new ChatError("forbidden", "Only members have receipts.");
};
