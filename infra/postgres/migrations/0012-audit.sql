-- Who did what to whom. room_id is the key of rooms, room its id; both are empty where no room is meant.
create table audit_log (
  number     bigint generated always as identity primary key,
  tenant_id  text collate "C" not null,
  room_id    uuid,
  room       text collate "C",
  action     text not null,
  actor_id   text collate "C" not null,
  by_service boolean not null,
  target     text collate "C",
  details    json,
  address    text,
  request_id text,
  at         timestamptz(3) not null default now()
);
create index audit_log_of_room on audit_log (room_id, number) where room_id is not null;
create index audit_log_of_tenant on audit_log (tenant_id, number);

-- Whoever owns the table can take the trigger away first, on purpose; nobody does it by mistake, or through the product.
create function refuse_to_forget() returns trigger language plpgsql as
  $$ begin raise exception 'audit_log only grows'; end $$;
create trigger audit_log_only_grows before update or delete or truncate on audit_log
  for each statement execute function refuse_to_forget();
