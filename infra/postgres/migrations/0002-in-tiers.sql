-- The queues of the timelines, by name, and who drains which: nobody when there is no owner.
create table partitions (
  name  text collate "C" primary key,
  owner text collate "C",
  until timestamptz(3),
  check ((owner is null) = (until is null))
);

-- The processes that drain, alive until then unless they say so again.
create table consumers (
  owner text collate "C" primary key,
  until timestamptz(3) not null
);

-- Why a message was put aside; the message itself stays with the broker. digest is the SHA-256 of its body.
create table dead_letters (
  queue  text collate "C" not null,
  digest bytea not null,
  reason text not null,
  at     timestamptz(3) not null default now(),
  primary key (queue, digest)
);

-- Into how many queues the timelines are divided, and by which hash of the room; empty until a process first says so.
alter table deployment
  add column partitions     integer check (partitions > 0),
  add column partition_hash text,
  add check ((partitions is null) = (partition_hash is null));

-- Every batch updates the rows of its rooms. With room beside a row its new version stays on the page, and no index
-- is touched; without it the table grows to five times its size.
alter table rooms set (fillfactor = 50);
