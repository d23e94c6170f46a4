-- What is reported is copied, since it may be deleted; so is the id of its room. The ids are of version 7, so that their order is that of time.
create table reports (
  id                 uuid primary key,
  tenant_id          text collate "C" not null,
  room_id            uuid not null,
  room               text collate "C" not null,
  message_id         uuid not null,
  reported_by        text collate "C" not null,
  reason             text not null,
  note               text,
  at                 timestamptz(3) not null default now(),
  author_id          text collate "C",
  text               text not null,
  message_created_at timestamptz(3) not null,
  status             text not null default 'open',
  reviewed_by        text collate "C",
  reviewed_at        timestamptz(3),
  review_note        text,
  unique (room_id, message_id, reported_by),
  check ((status = 'open') = (reviewed_by is null and reviewed_at is null))
);
create index reports_of_room on reports (room_id, status, id);
create index reports_of_tenant on reports (tenant_id, status, id);
