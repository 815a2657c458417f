/** Tables of the organisation: who works here, in which team and territory, and the rules that route and approve. */

export const ORGANISATION = `
CREATE TABLE teams (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL
) STRICT;

CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  title TEXT NOT NULL,
  manager_id INTEGER REFERENCES users (id),
  team_id INTEGER NOT NULL REFERENCES teams (id),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  quota_cents INTEGER NOT NULL CHECK (quota_cents >= 0),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX users_manager ON users (manager_id);
CREATE INDEX users_team ON users (team_id);

CREATE TABLE territories (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  region TEXT NOT NULL,
  segment TEXT NOT NULL,
  team_id INTEGER NOT NULL REFERENCES teams (id)
) STRICT;
CREATE INDEX territories_team ON territories (team_id);

CREATE TABLE crm_queues (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  object TEXT NOT NULL,
  team_id INTEGER NOT NULL REFERENCES teams (id)
) STRICT;
CREATE INDEX crm_queues_team ON crm_queues (team_id);

CREATE TABLE assignment_rules (
  id INTEGER PRIMARY KEY,
  object TEXT NOT NULL,
  position INTEGER NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  region TEXT,
  segment TEXT,
  source TEXT,
  kind TEXT,
  priority TEXT,
  team_id INTEGER REFERENCES teams (id),
  queue_id INTEGER REFERENCES crm_queues (id),
  user_id INTEGER REFERENCES users (id)
) STRICT;
CREATE INDEX assignment_rules_team ON assignment_rules (team_id);
CREATE INDEX assignment_rules_queue ON assignment_rules (queue_id);
CREATE INDEX assignment_rules_user ON assignment_rules (user_id);

CREATE TABLE duplicate_rules (
  id INTEGER PRIMARY KEY,
  object TEXT NOT NULL,
  match TEXT NOT NULL,
  action TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE approval_rules (
  id INTEGER PRIMARY KEY,
  step INTEGER NOT NULL CHECK (step > 0),
  above_discount_percent INTEGER NOT NULL CHECK (above_discount_percent >= 0),
  above_total_cents INTEGER CHECK (above_total_cents >= 0),
  approver_role TEXT NOT NULL
) STRICT;
`;
