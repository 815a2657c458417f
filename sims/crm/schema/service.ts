/** Tables of customer service: cases and the knowledge base. */

export const SERVICE = `
CREATE TABLE cases (
  id INTEGER PRIMARY KEY,
  account_id INTEGER REFERENCES accounts (id),
  contact_id INTEGER REFERENCES contacts (id),
  product_id INTEGER REFERENCES crm_products (id),
  parent_id INTEGER REFERENCES cases (id),
  subject TEXT NOT NULL,
  description TEXT NOT NULL,
  kind TEXT,
  origin TEXT NOT NULL,
  priority TEXT NOT NULL,
  status TEXT NOT NULL,
  owner_id INTEGER REFERENCES users (id),
  queue_id INTEGER REFERENCES crm_queues (id),
  resolution TEXT,
  due_at INTEGER,
  first_response_at INTEGER,
  closed_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((owner_id IS NULL) <> (queue_id IS NULL))
) STRICT;
CREATE INDEX cases_account ON cases (account_id);
CREATE INDEX cases_contact ON cases (contact_id);
CREATE INDEX cases_product ON cases (product_id);
CREATE INDEX cases_parent ON cases (parent_id);
CREATE INDEX cases_owner ON cases (owner_id);
CREATE INDEX cases_queue ON cases (queue_id);

CREATE TABLE case_comments (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  author_id INTEGER REFERENCES users (id),
  public INTEGER NOT NULL CHECK (public IN (0, 1)),
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX case_comments_case ON case_comments (case_id);
CREATE INDEX case_comments_author ON case_comments (author_id);

CREATE TABLE knowledge_articles (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  category TEXT NOT NULL,
  body TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
`;
