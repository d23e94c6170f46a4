import type { ReadState } from "../../core/entities/watermarks.ts";

/** Watermarks of a membership `m`, which it begins with. */
export const delivered = "greatest(w.delivered, m.joined_seq)";
export const read = "greatest(w.read, m.joined_seq)";

/** The member's own messages up to what they have read, of those that `m.posts` counts. */
export const readPosts = "case when w.read > m.joined_seq then w.read_posts else 0 end";

export const watermarksBeside = "left join watermarks w on w.room_id = m.room_id and w.user_id = m.user_id";
export const marksBeside = "left join room_marks k on k.room_id = r.key";

/** Beside `r`, `m`, the member's settings `s` and the watermarks. What is one's own is not unread. */
export const unread = `r.seq - coalesce(s.marker, ${read}) - m.posts + coalesce(s.marker_posts, ${readPosts})`;

/** The same, and the room's marks. */
export const readStateColumns = `coalesce(k.marks, 0) as marks, ${delivered} as delivered, ${read} as read,
  ${unread} as unread`;

/** All but the marks are nothing where there is no membership. */
export interface ReadStateRow {
  readonly marks: number;
  readonly delivered: number | null;
  readonly read: number | null;
  readonly unread: number | null;
}

export const toReadState = ({ delivered, read, unread }: ReadStateRow): ReadState => ({
  delivered: delivered ?? 0,
  read: read ?? 0,
  unread: unread ?? 0,
});
