-- A room that was deleted keeps its row: its id is taken for ever, and its change feed tells of it. left_over: memberships of it have
-- still to be ended, or messages taken away, which is done bit by bit.
alter table rooms
  add column deleted_at timestamptz(3),
  add column left_over  boolean not null default false;
create index rooms_left_over on rooms (key) where left_over;
