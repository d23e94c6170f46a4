-- One that was declined or withdrawn keeps its row: the user's own feed tells of it. One that was accepted is a membership.
create table invitations (
  room_id      uuid not null,
  user_id      text collate "C" not null,
  tenant_id    text collate "C" not null,
  role         text not null,
  invited_by   text collate "C" not null,
  at           timestamptz(3) not null default now(),
  is_open      boolean not null default true,
  user_version bigint not null,
  primary key (room_id, user_id)
);
create index invitations_of_user on invitations (tenant_id, user_id, user_version);
