-- Ids compare by their code points everywhere, whatever the database's locale: collate "C".

create table users (
  tenant_id  text collate "C" not null,
  id         text collate "C" not null,
  name       text,
  picture    text,
  version    bigint not null default 0,
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, id)
);

-- key is derived from (tenant_id, id); the other tables carry it as room_id, so that all of a room's rows shard together.
create table rooms (
  key             uuid primary key,
  tenant_id       text collate "C" not null,
  id              text collate "C" not null,
  kind            text not null check (kind in ('direct', 'group', 'channel')),
  name            text,
  direct_low      text collate "C",
  direct_high     text collate "C",
  version         bigint not null,
  seq             bigint not null,
  member_count    integer not null,
  changed_version bigint not null,
  created_at      timestamptz(3) not null default now(),
  active_at       timestamptz(3) not null default now(),
  unique (tenant_id, direct_low, direct_high),
  check ((kind = 'direct') = (direct_low is not null and direct_high is not null))
);

-- A membership that has ended keeps its row: the change feed tells of it.
create table members (
  room_id        uuid not null,
  user_id        text collate "C" not null,
  tenant_id      text collate "C" not null,
  role           text not null check (role in ('owner', 'member')),
  joined_seq     bigint not null,
  joined_version bigint not null,
  version        bigint not null,
  user_version   bigint not null,
  joined_at      timestamptz(3) not null default now(),
  left_at        timestamptz(3),
  primary key (room_id, user_id),
  unique (room_id, version)
);
create index members_of_user on members (tenant_id, user_id, user_version);

create table messages (
  room_id    uuid not null,
  id         uuid not null,
  seq        bigint not null,
  version    bigint not null,
  digest     bytea not null,
  author_id  text collate "C" not null,
  text       text not null,
  created_at timestamptz(3) not null,
  primary key (room_id, id),
  unique (room_id, seq),
  unique (room_id, version)
);

-- Every refused command. An applied post is its message.
create table commands (
  room_id uuid not null,
  user_id text collate "C" not null,
  id      uuid not null,
  kind    text not null,
  digest  bytea not null,
  status  text not null check (status in ('applied', 'rejected')),
  code    text,
  version bigint,
  at      timestamptz(3) not null default now(),
  primary key (room_id, user_id, id)
);

-- One row, written when a database is first put to use. The epoch is the identity of the stored history.
create table deployment (
  only_row boolean primary key default true check (only_row),
  epoch    uuid not null default gen_random_uuid()
);
