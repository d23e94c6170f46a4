import { mostUnreadMentions } from "../../core/entities/mentions.ts";
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

/** Beside the same. Most members have nothing unread, and for them nothing is counted; for the others no more than the most. */
export const unreadMentions = `case when ${unread} > 0 then (
    select count(*) from (
      select from mentions x
      where x.room_id = m.room_id and x.user_id = m.user_id and x.seq > coalesce(s.marker, ${read}) limit ${mostUnreadMentions}
    ) as counted
  ) else 0 end`;

/** The same, and the room's marks. */
export const readStateColumns = `coalesce(k.marks, 0) as marks, ${delivered} as delivered, ${read} as read,
  ${unread} as unread, ${unreadMentions} as unread_mentions`;

/** All but the marks are nothing where there is no membership. */
export interface ReadStateRow {
  readonly marks: number;
  readonly delivered: number | null;
  readonly read: number | null;
  readonly unread: number | null;
  readonly unread_mentions: number;
}

export const toReadState = ({ delivered, read, unread, unread_mentions }: ReadStateRow): ReadState => ({
  delivered: delivered ?? 0,
  read: read ?? 0,
  unread: unread ?? 0,
  unreadMentions: unread_mentions,
});
