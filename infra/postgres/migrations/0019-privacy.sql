-- The signals that are turned off, such as {"typing": false}; null where none is. privacy_version: the user's, that tells of it.
alter table users
  add column privacy         jsonb,
  add column privacy_version bigint not null default 0;

alter table rooms
  add column privacy jsonb;
