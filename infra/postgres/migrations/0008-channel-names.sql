-- By what channels are found: their names from each word on, in lower case; one that has none is found by nothing. A room that is
-- not to be found has no rows here. The core says what a word is (core/entities/name-search.ts), and each change of a room says it
-- anew; for the channels that are there, what follows comes close.
create table channel_names (
  room_id   uuid not null,
  tail      text collate "C" not null,
  tenant_id text collate "C" not null,
  id        text collate "C" not null,
  is_whole  boolean not null,
  primary key (room_id, tail)
);
create index channel_names_of_tenant on channel_names (tenant_id, tail, id);
create index channels_of_tenant on channel_names (tenant_id, tail, id) where is_whole;

insert into channel_names (room_id, tail, tenant_id, id, is_whole)
select distinct on (r.key, t.tail) r.key, t.tail, r.tenant_id, r.id, t.first = 1
from rooms r
cross join lateral (
  select string_to_array(
    trim(regexp_replace(lower(coalesce(r.name, '')), '[[:space:][:punct:][:cntrl:]]+', ' ', 'g')), ' '
  ) as words
) as w
cross join lateral (
  select n as first, left(array_to_string(w.words[n:], ' '), 64) as tail
  from generate_series(1, greatest(cardinality(w.words), 1)) as n
) as t
where r.kind = 'channel' and not r.archived
order by r.key, t.tail, t.first;
