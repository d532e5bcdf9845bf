-- Messages that wait for delivery: when it is tried next, and nothing once that is over.
ALTER TABLE messages ADD COLUMN due_at INTEGER;
ALTER TABLE messages ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN outcome TEXT;

CREATE INDEX messages_due ON messages (due_at, id) WHERE due_at IS NOT NULL;
