/**
 * The tables of the ticketing side: tickets and what surrounds them. A ticket that belongs to no group is outside the desk's
 * rules: it has no history, no SLA clock and no trigger looks at it.
 */

const TICKETS = `
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER REFERENCES customers (id),
  order_id INTEGER REFERENCES orders (id),
  verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
  failed_checks INTEGER NOT NULL CHECK (failed_checks >= 0),
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  channel TEXT NOT NULL,
  status TEXT NOT NULL,
  priority TEXT NOT NULL,
  team TEXT NOT NULL,
  resolution TEXT,
  reason TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  type TEXT,
  group_id INTEGER REFERENCES agent_groups (id),
  assignee_id INTEGER REFERENCES agents (id)
) STRICT;
CREATE INDEX tickets_customer ON tickets (customer_id);
CREATE INDEX tickets_order ON tickets (order_id);
CREATE INDEX tickets_group ON tickets (group_id);
CREATE INDEX tickets_assignee ON tickets (assignee_id);

CREATE TABLE ticket_comments (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  author TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1))
) STRICT;
CREATE INDEX ticket_comments_ticket ON ticket_comments (ticket_id);

CREATE TABLE ticket_fields (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,
  team TEXT,
  required_to_solve INTEGER NOT NULL CHECK (required_to_solve IN (0, 1))
) STRICT;

CREATE TABLE ticket_field_options (
  id INTEGER PRIMARY KEY,
  field_id INTEGER NOT NULL REFERENCES ticket_fields (id),
  value TEXT NOT NULL,
  UNIQUE (field_id, value)
) STRICT;

CREATE TABLE ticket_field_values (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  field_id INTEGER NOT NULL REFERENCES ticket_fields (id),
  value TEXT NOT NULL,
  UNIQUE (ticket_id, field_id)
) STRICT;
CREATE INDEX ticket_field_values_field ON ticket_field_values (field_id);

CREATE TABLE ticket_tags (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  tag TEXT NOT NULL,
  UNIQUE (ticket_id, tag)
) STRICT;

CREATE TABLE ticket_events (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT,
  before TEXT,
  after TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ticket_events_ticket ON ticket_events (ticket_id);

CREATE TABLE ticket_links (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  other_id INTEGER NOT NULL REFERENCES tickets (id),
  kind TEXT NOT NULL,
  UNIQUE (ticket_id, other_id)
) STRICT;
CREATE INDEX ticket_links_other ON ticket_links (other_id);
`;

const STAFF = `
CREATE TABLE business_hours (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE business_intervals (
  id INTEGER PRIMARY KEY,
  business_hours_id INTEGER NOT NULL REFERENCES business_hours (id),
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
  opens_minute INTEGER NOT NULL CHECK (opens_minute BETWEEN 0 AND 1439),
  closes_minute INTEGER NOT NULL CHECK (closes_minute > opens_minute AND closes_minute <= 1440)
) STRICT;
CREATE INDEX business_intervals_hours ON business_intervals (business_hours_id);

CREATE TABLE holidays (
  id INTEGER PRIMARY KEY,
  business_hours_id INTEGER NOT NULL REFERENCES business_hours (id),
  day INTEGER NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (business_hours_id, day)
) STRICT;

CREATE TABLE agent_groups (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  team TEXT NOT NULL,
  business_hours_id INTEGER NOT NULL REFERENCES business_hours (id)
) STRICT;
CREATE INDEX agent_groups_hours ON agent_groups (business_hours_id);

CREATE TABLE agents (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  status TEXT NOT NULL,
  capacity INTEGER NOT NULL CHECK (capacity > 0),
  current_ticket_id INTEGER REFERENCES tickets (id)
) STRICT;
CREATE INDEX agents_current_ticket ON agents (current_ticket_id);

CREATE TABLE agent_skills (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL REFERENCES agents (id),
  skill TEXT NOT NULL,
  UNIQUE (agent_id, skill)
) STRICT;

CREATE TABLE group_members (
  id INTEGER PRIMARY KEY,
  group_id INTEGER NOT NULL REFERENCES agent_groups (id),
  agent_id INTEGER NOT NULL REFERENCES agents (id),
  UNIQUE (group_id, agent_id)
) STRICT;
CREATE INDEX group_members_agent ON group_members (agent_id);
`;

const RULES = `
CREATE TABLE macros (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE macro_actions (
  id INTEGER PRIMARY KEY,
  macro_id INTEGER NOT NULL REFERENCES macros (id),
  position INTEGER NOT NULL,
  action TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (macro_id, position)
) STRICT;

CREATE TABLE triggers (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL UNIQUE,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE trigger_conditions (
  id INTEGER PRIMARY KEY,
  trigger_id INTEGER NOT NULL REFERENCES triggers (id),
  field TEXT NOT NULL,
  operator TEXT NOT NULL,
  value TEXT NOT NULL
) STRICT;
CREATE INDEX trigger_conditions_trigger ON trigger_conditions (trigger_id);

CREATE TABLE trigger_actions (
  id INTEGER PRIMARY KEY,
  trigger_id INTEGER NOT NULL REFERENCES triggers (id),
  position INTEGER NOT NULL,
  action TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (trigger_id, position)
) STRICT;

CREATE TABLE sla_policies (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL UNIQUE,
  tier TEXT,
  team TEXT
) STRICT;

CREATE TABLE sla_targets (
  id INTEGER PRIMARY KEY,
  policy_id INTEGER NOT NULL REFERENCES sla_policies (id),
  metric TEXT NOT NULL,
  priority TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes > 0),
  hours TEXT NOT NULL,
  UNIQUE (policy_id, metric, priority)
) STRICT;

CREATE TABLE sla_clocks (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  target_id INTEGER NOT NULL REFERENCES sla_targets (id),
  business_hours_id INTEGER NOT NULL REFERENCES business_hours (id),
  metric TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  running_since INTEGER,
  spent_ms INTEGER NOT NULL CHECK (spent_ms >= 0),
  due_at INTEGER,
  ended_at INTEGER,
  breached_at INTEGER
) STRICT;
CREATE INDEX sla_clocks_ticket ON sla_clocks (ticket_id);
CREATE INDEX sla_clocks_target ON sla_clocks (target_id);
CREATE INDEX sla_clocks_hours ON sla_clocks (business_hours_id);
`;

const CONTACTS = `
CREATE TABLE side_conversations (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  partner TEXT NOT NULL,
  subject TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX side_conversations_ticket ON side_conversations (ticket_id);

CREATE TABLE side_messages (
  id INTEGER PRIMARY KEY,
  side_conversation_id INTEGER NOT NULL REFERENCES side_conversations (id),
  author TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX side_messages_conversation ON side_messages (side_conversation_id);

CREATE TABLE partner_replies (
  id INTEGER PRIMARY KEY,
  partner TEXT NOT NULL,
  keyword TEXT,
  body TEXT NOT NULL,
  delay_minutes INTEGER NOT NULL CHECK (delay_minutes > 0),
  UNIQUE (partner, keyword)
) STRICT;

CREATE TABLE satisfaction_ratings (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  status TEXT NOT NULL,
  comment TEXT,
  offered_at INTEGER NOT NULL,
  rated_at INTEGER
) STRICT;
CREATE INDEX satisfaction_ratings_ticket ON satisfaction_ratings (ticket_id);

CREATE TABLE queue_entries (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  agent_id INTEGER REFERENCES agents (id),
  channel TEXT NOT NULL,
  status TEXT NOT NULL,
  waiting_since INTEGER NOT NULL,
  patience_seconds INTEGER NOT NULL CHECK (patience_seconds > 0),
  connected_at INTEGER,
  held_since INTEGER,
  held_ms INTEGER NOT NULL CHECK (held_ms >= 0),
  ended_at INTEGER
) STRICT;
CREATE INDEX queue_entries_ticket ON queue_entries (ticket_id);
CREATE INDEX queue_entries_agent ON queue_entries (agent_id);
CREATE INDEX queue_entries_status ON queue_entries (status);
`;

export const TICKET_TABLES = [TICKETS, STAFF, RULES, CONTACTS].join('');
