/** Tables of accounts, contacts and campaigns. */

export const PEOPLE = `
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  website TEXT,
  phone TEXT,
  industry TEXT NOT NULL,
  segment TEXT NOT NULL,
  country TEXT NOT NULL,
  employees INTEGER CHECK (employees > 0),
  annual_revenue_cents INTEGER CHECK (annual_revenue_cents >= 0),
  tier TEXT NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES users (id),
  territory_id INTEGER REFERENCES territories (id),
  parent_id INTEGER REFERENCES accounts (id),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_owner ON accounts (owner_id);
CREATE INDEX accounts_territory ON accounts (territory_id);
CREATE INDEX accounts_parent ON accounts (parent_id);
CREATE INDEX accounts_name ON accounts (name);

CREATE TABLE contacts (
  id INTEGER PRIMARY KEY,
  account_id INTEGER REFERENCES accounts (id),
  name TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  title TEXT,
  opted_out INTEGER NOT NULL CHECK (opted_out IN (0, 1)),
  bounced INTEGER NOT NULL CHECK (bounced IN (0, 1)),
  owner_id INTEGER NOT NULL REFERENCES users (id),
  customer_number INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contacts_account ON contacts (account_id);
CREATE INDEX contacts_owner ON contacts (owner_id);
CREATE INDEX contacts_email ON contacts (email);

CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  phase TEXT NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES users (id),
  budget_cents INTEGER NOT NULL CHECK (budget_cents >= 0),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX campaigns_owner ON campaigns (owner_id);
`;
