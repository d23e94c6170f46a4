alter table users
  -- Kept as it was written; nothing is ever asked of what is in it.
  add column data           json,
  -- When the name or picture was last saved by a request: a token that was issued before has no say in them.
  add column profile_at     timestamptz(3),
  add column deactivated_at timestamptz(3),
  -- Tokens that were issued before do not count.
  add column tokens_from    timestamptz(3);

create index users_listed on users (tenant_id, id) where deactivated_at is null;

-- By what users are found: their ids, and their names from each word on, in lower case. Who is not to be found has no rows here.
-- The core says what a word is (core/entities/name-search.ts), and each change of a name says it anew; for the users that are
-- there, what follows comes close.
create table user_names (
  tenant_id text collate "C" not null,
  user_id   text collate "C" not null,
  tail      text collate "C" not null,
  primary key (tenant_id, user_id, tail)
);
create index user_names_of_tenant on user_names (tenant_id, tail, user_id);

insert into user_names (tenant_id, user_id, tail)
select distinct u.tenant_id, u.id, t.tail
from users u
cross join lateral (
  select string_to_array(
    trim(regexp_replace(lower(coalesce(u.name, '')), '[[:space:][:punct:][:cntrl:]]+', ' ', 'g')), ' '
  ) as words
) as w
cross join lateral (
  select left(trim(regexp_replace(lower(u.id), '[[:space:][:punct:][:cntrl:]]+', ' ', 'g')), 64) as tail
  union
  select left(array_to_string(w.words[n:], ' '), 64) from generate_series(1, least(cardinality(w.words), 32)) as n
) as t
where t.tail <> '';
