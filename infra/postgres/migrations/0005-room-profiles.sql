alter table rooms
  add column description  text,
  add column picture      text,
  -- Kept as it was written; nothing is ever asked of what is in it.
  add column data         json,
  add column archived     boolean not null default false,
  add column locked       boolean not null default false,
  add column announcement boolean not null default false;
