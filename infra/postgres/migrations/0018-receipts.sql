-- How many batches of receipts of a room were shown to its members. Apart from the rooms, so that receipts and messages never wait
-- for each other.
create table room_marks (
  room_id uuid primary key,
  marks   bigint not null
) with (fillfactor = 50);

-- How far a member has received and read; without a row, or below joined_seq, as far as where the membership began. read_posts: the
-- member's own messages of this membership up to read. marks: the room's, at the last change that was shown.
create table watermarks (
  room_id    uuid not null,
  user_id    text collate "C" not null,
  delivered  bigint not null,
  read       bigint not null,
  read_posts bigint not null,
  marks      bigint not null,
  primary key (room_id, user_id)
) with (fillfactor = 70);

-- How many messages a member has posted since joining, and the last of them.
alter table members
  add column posts         bigint not null default 0,
  add column last_post_seq bigint not null default 0;

update members m set posts = p.posts, last_post_seq = p.last_post_seq
from (
  select m.room_id, m.user_id, count(*) as posts, max(p.seq) as last_post_seq
  from members m join messages p on p.room_id = m.room_id and p.author_id = m.user_id and p.seq > m.joined_seq
  group by m.room_id, m.user_id
) as p
where m.room_id = p.room_id and m.user_id = p.user_id;

-- marker: from where on the member has marked the room as unread. marker_posts: as read_posts, up to there.
alter table member_settings
  add column marker         bigint,
  add column marker_posts   bigint,
  add column marker_version bigint;
