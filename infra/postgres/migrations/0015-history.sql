-- visibility_version: what members may see of the messages changed there last; a position below it cannot be continued.
alter table rooms
  add column history            text   not null default 'all' check (history in ('all', 'since-joining')),
  add column visibility_version bigint not null default 0;
