-- In seconds. A member's last post is known only where it was made in slow mode; it outlasts the membership.
alter table rooms add column slow_mode integer check (slow_mode > 0);
alter table members add column last_post_at timestamptz(3);
