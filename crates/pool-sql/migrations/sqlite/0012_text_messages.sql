-- Mails and text messages leave by different ways, each with its own worker.
ALTER TABLE messages ADD COLUMN medium TEXT NOT NULL DEFAULT 'email';

DROP INDEX messages_due;
CREATE INDEX messages_due ON messages (medium, due_at, id) WHERE due_at IS NOT NULL;
