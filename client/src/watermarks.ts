import type { Member, ReceiptsPage, Watermarks } from "./contract.ts";

export type WatermarksByUser = ReadonlyMap<string, Watermarks>;

/** Read of all members, page by page. `marks`: where the room's stood when the first page was read. */
export type ReadReceipts = Pick<ReceiptsPage, "receipts" | "marks">;

/** The same object, where the other is not above it. */
const higher = (held: Watermarks, { delivered, read }: Omit<Watermarks, "userId">): Watermarks =>
  delivered <= held.delivered && read <= held.read
    ? held
    : { ...held, delivered: Math.max(held.delivered, delivered), read: Math.max(held.read, read) };

/** By their maximum, in whatever order they come. The same map, where nothing has moved. */
export const mergeWatermarks = (held: WatermarksByUser, heard: readonly Watermarks[]): WatermarksByUser => {
  const merged = new Map(held);
  for (const each of heard) merged.set(each.userId, higher(merged.get(each.userId) ?? each, each));
  const isMoved = [...merged].some(([userId, each]) => held.get(userId) !== each);
  return isMoved ? merged : held;
};

/** Those of the members alone. A membership begins with all that was there delivered and read. */
export const watermarksOf = (members: ReadonlyMap<string, Member>, heard: WatermarksByUser): WatermarksByUser => {
  const shown = [...members.values()].map(({ userId, joinedSeq }): [string, Watermarks] => {
    const start = { delivered: joinedSeq, read: joinedSeq };
    return [userId, higher(heard.get(userId) ?? { userId, ...start }, start)];
  });
  return new Map(shown);
};
