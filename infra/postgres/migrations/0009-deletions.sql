-- A deleted message keeps its row, and its digest, by which a repeat of its post is known; its text is gone.
alter table messages add column deleted_at timestamptz(3);
