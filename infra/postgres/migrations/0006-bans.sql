-- Somebody may be kept out who never was a member, so a ban is no part of a membership. Without an end it lasts until it is lifted.
create table bans (
  room_id   uuid not null,
  user_id   text collate "C" not null,
  banned_by text collate "C" not null,
  reason    text,
  at        timestamptz(3) not null default now(),
  until     timestamptz(3),
  primary key (room_id, user_id)
);

-- By this database's clock.
alter table members add column muted_until timestamptz(3);
