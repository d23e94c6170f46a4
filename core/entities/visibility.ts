import type { Actor } from "./actor.ts";
import type { Member } from "./member.ts";
import type { RoomTerms } from "./room.ts";

/**
 * A member whose history begins with joining sees the messages above this `seq`, whatever the role; one who comes back begins
 * anew. A service sees all.
 * @returns nothing where everybody sees every message
 */
export const floorOf = (
  { history }: RoomTerms,
  member: Pick<Member, "joinedSeq"> | undefined,
  { isService }: { readonly isService?: Actor["isService"] | undefined },
): number | undefined => {
  if (history !== "since-joining") return undefined;
  return isService ? 0 : (member?.joinedSeq ?? Number.POSITIVE_INFINITY);
};

/** Whether a message is there for this member; one that is not is answered like one that does not exist. */
export const isVisible = (message: { readonly seq: number }, ...reader: Parameters<typeof floorOf>): boolean =>
  message.seq > (floorOf(...reader) ?? 0);
