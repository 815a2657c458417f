/**
 * Tables of what happened: tasks, events, e-mails, notes, histories, shares and merges. A pair `record_type`, `record_id` points at
 * a row of any record type.
 */

export const ACTIVITY = `
CREATE TABLE crm_tasks (
  id INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  priority TEXT NOT NULL,
  status TEXT NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES users (id),
  record_type TEXT,
  record_id INTEGER,
  due_at INTEGER,
  outcome TEXT,
  description TEXT,
  completed_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((record_type IS NULL) = (record_id IS NULL))
) STRICT;
CREATE INDEX crm_tasks_owner ON crm_tasks (owner_id);
CREATE INDEX crm_tasks_record ON crm_tasks (record_type, record_id);

CREATE TABLE crm_events (
  id INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES users (id),
  record_type TEXT,
  record_id INTEGER,
  location TEXT,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  CHECK ((record_type IS NULL) = (record_id IS NULL)),
  CHECK (ends_at >= starts_at)
) STRICT;
CREATE INDEX crm_events_owner ON crm_events (owner_id);
CREATE INDEX crm_events_record ON crm_events (record_type, record_id);

CREATE TABLE emails (
  id INTEGER PRIMARY KEY,
  direction TEXT NOT NULL,
  from_address TEXT NOT NULL,
  to_address TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  user_id INTEGER REFERENCES users (id),
  record_type TEXT,
  record_id INTEGER,
  sent_at INTEGER NOT NULL,
  CHECK ((record_type IS NULL) = (record_id IS NULL))
) STRICT;
CREATE INDEX emails_user ON emails (user_id);
CREATE INDEX emails_record ON emails (record_type, record_id);

CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  record_type TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  author_id INTEGER REFERENCES users (id),
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_record ON notes (record_type, record_id);
CREATE INDEX notes_author ON notes (author_id);

CREATE TABLE field_history (
  id INTEGER PRIMARY KEY,
  record_type TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  field TEXT NOT NULL,
  old_value TEXT,
  new_value TEXT,
  changed_by INTEGER REFERENCES users (id),
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX field_history_record ON field_history (record_type, record_id);
CREATE INDEX field_history_user ON field_history (changed_by);

CREATE TABLE record_shares (
  id INTEGER PRIMARY KEY,
  record_type TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL REFERENCES users (id),
  access TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX record_shares_record ON record_shares (record_type, record_id);
CREATE INDEX record_shares_user ON record_shares (user_id);

CREATE TABLE record_merges (
  id INTEGER PRIMARY KEY,
  record_type TEXT NOT NULL,
  losing_id INTEGER NOT NULL,
  surviving_id INTEGER NOT NULL,
  merged_by INTEGER REFERENCES users (id),
  merged_at INTEGER NOT NULL
) STRICT;
CREATE INDEX record_merges_losing ON record_merges (record_type, losing_id);
CREATE INDEX record_merges_user ON record_merges (merged_by);
`;
