-- The ids of the users whom a message mentions, in order; null where it mentions nobody.
alter table messages
  add column mentions jsonb;

-- The same by user, so that those above a seq are counted in the index alone.
create table mentions (
  room_id uuid not null,
  user_id text collate "C" not null,
  seq     bigint not null,
  primary key (room_id, user_id, seq)
);
