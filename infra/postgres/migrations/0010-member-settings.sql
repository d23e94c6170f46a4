-- What a member alone has of a room: no part of the membership, which the others see. Whatever an earlier membership had is gone
-- when the next one begins. hidden_seq: how many messages the room had when it was hidden.
create table member_settings (
  room_id      uuid not null,
  user_id      text collate "C" not null,
  tenant_id    text collate "C" not null,
  silent       boolean not null,
  silent_until timestamptz(3),
  pinned       boolean not null,
  shelved      boolean not null,
  hidden_seq   bigint,
  user_version bigint not null,
  primary key (room_id, user_id)
);
create index member_settings_of_user on member_settings (tenant_id, user_id, user_version);
