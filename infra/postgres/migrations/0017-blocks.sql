create table blocks (
  tenant_id  text collate "C" not null,
  user_id    text collate "C" not null,
  blocked_id text collate "C" not null,
  at         timestamptz(3) not null default now(),
  primary key (tenant_id, user_id, blocked_id)
);
