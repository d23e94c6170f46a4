-- The names of roles are the core's: a new one shall not need every row to be looked at again.
alter table members drop constraint members_role_check;

-- Whoever changes an owner changes two rows under the room's lock; this is the guard.
create unique index owner_of_room on members (room_id) where role = 'owner' and left_at is null;
