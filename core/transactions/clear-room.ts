import { uninvitedNotice } from "../entities/invitation-notices.ts";
import type { Notice } from "../entities/notice.ts";
import type { RoomRef } from "../entities/refs.ts";
import { bereftNotice } from "../entities/room-deletion.ts";
import type { Told } from "../ports/leftover-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** So that no transaction holds the locks of many users for long. */
const usersAtOnce = 1_000;
const messagesAtOnce = 5_000;

interface Cleared {
  /** What is to be announced after the commit. */
  readonly notices: readonly Notice[];
  readonly isClear: boolean;
}

const some = (told: Told, noticeOf: (userId: string, version: number) => Notice): Cleared => ({
  notices: [...told].map(([userId, version]) => noticeOf(userId, version)),
  isClear: false,
});

/** One round over a deleted room that is locked: users of one kind are locked once in a transaction, in order. */
export const clearRoom = async ({ leftovers }: Stores, room: RoomRef): Promise<Cleared> => {
  const bereft = await leftovers.endMemberships(room, usersAtOnce);
  if (bereft.size > 0) return some(bereft, (userId, version) => bereftNotice(room, userId, version));
  const uninvited = await leftovers.endInvitations(room, usersAtOnce);
  if (uninvited.size > 0) return some(uninvited, (userId, version) => uninvitedNotice(room, userId, version));
  return { notices: [], isClear: await leftovers.takeAway(room, messagesAtOnce) };
};
