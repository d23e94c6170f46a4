-- Messages that were in flight when a process ended, and are worked on alone since: how many processes began. digest is the
-- SHA-256 of the body; owner is the last process that began.
create table attempts (
  queue  text collate "C" not null,
  digest bytea not null,
  line   text collate "C" not null,
  owner  text collate "C" not null,
  count  integer not null default 1,
  at     timestamptz(3) not null default now(),
  primary key (queue, digest)
);
