import type { Message, MessageStatus } from "./contract.ts";
import type { RoomState } from "./room-reducer.ts";

/**
 * How far a message of an open room has come with everybody but its author: those who were members when it was posted, and are
 * now. Where not all members are held it is `stored`, and only `messageReceipts` says more.
 */
export const statusOf = (
  { members, membersComplete, watermarks }: RoomState,
  { seq, authorId }: Pick<Message, "seq" | "authorId">,
): MessageStatus => {
  if (!membersComplete) return "stored";
  const others = [...members.values()].filter(({ userId, joinedSeq }) => userId !== authorId && joinedSeq < seq);
  const reached = (which: "delivered" | "read") =>
    others.filter(({ userId }) => (watermarks.get(userId)?.[which] ?? 0) >= seq).length;
  const [delivered, read] = [reached("delivered"), reached("read")];
  if (read > 0) return read === others.length ? "read_by_all" : "read";
  if (delivered > 0) return delivered === others.length ? "delivered_to_all" : "delivered";
  return "stored";
};
