/** Tables of the sale: products, prices, opportunities, leads, quotes, contracts and forecasts. */

export const SALES = `
CREATE TABLE crm_products (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  family TEXT NOT NULL,
  billing TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE price_books (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  is_standard INTEGER NOT NULL CHECK (is_standard IN (0, 1)),
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE price_book_entries (
  id INTEGER PRIMARY KEY,
  price_book_id INTEGER NOT NULL REFERENCES price_books (id),
  product_id INTEGER NOT NULL REFERENCES crm_products (id),
  unit_price_cents INTEGER NOT NULL CHECK (unit_price_cents > 0),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  UNIQUE (price_book_id, product_id)
) STRICT;
CREATE INDEX price_book_entries_product ON price_book_entries (product_id);

CREATE TABLE opportunities (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  contact_id INTEGER REFERENCES contacts (id),
  campaign_id INTEGER REFERENCES campaigns (id),
  price_book_id INTEGER NOT NULL REFERENCES price_books (id),
  owner_id INTEGER NOT NULL REFERENCES users (id),
  kind TEXT NOT NULL,
  source TEXT,
  stage TEXT NOT NULL,
  amount_cents INTEGER CHECK (amount_cents >= 0),
  probability INTEGER NOT NULL CHECK (probability BETWEEN 0 AND 100),
  forecast_category TEXT NOT NULL,
  close_date INTEGER NOT NULL,
  next_step TEXT,
  loss_reason TEXT,
  competitor TEXT,
  closed_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX opportunities_account ON opportunities (account_id);
CREATE INDEX opportunities_contact ON opportunities (contact_id);
CREATE INDEX opportunities_campaign ON opportunities (campaign_id);
CREATE INDEX opportunities_price_book ON opportunities (price_book_id);
CREATE INDEX opportunities_owner ON opportunities (owner_id);

CREATE TABLE opportunity_items (
  id INTEGER PRIMARY KEY,
  opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
  product_id INTEGER NOT NULL REFERENCES crm_products (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  unit_price_cents INTEGER NOT NULL CHECK (unit_price_cents > 0),
  total_cents INTEGER NOT NULL CHECK (total_cents > 0)
) STRICT;
CREATE INDEX opportunity_items_opportunity ON opportunity_items (opportunity_id);
CREATE INDEX opportunity_items_product ON opportunity_items (product_id);

CREATE TABLE leads (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  company TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  title TEXT,
  country TEXT NOT NULL,
  industry TEXT,
  employees INTEGER CHECK (employees > 0),
  budget_cents INTEGER CHECK (budget_cents > 0),
  authority TEXT,
  timeline TEXT,
  need TEXT,
  source TEXT NOT NULL,
  rating TEXT,
  score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100),
  status TEXT NOT NULL,
  disqualify_reason TEXT,
  nurture_until INTEGER,
  opted_out INTEGER NOT NULL CHECK (opted_out IN (0, 1)),
  owner_id INTEGER REFERENCES users (id),
  queue_id INTEGER REFERENCES crm_queues (id),
  converted_at INTEGER,
  converted_account_id INTEGER REFERENCES accounts (id),
  converted_contact_id INTEGER REFERENCES contacts (id),
  converted_opportunity_id INTEGER REFERENCES opportunities (id),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((owner_id IS NULL) <> (queue_id IS NULL))
) STRICT;
CREATE INDEX leads_owner ON leads (owner_id);
CREATE INDEX leads_queue ON leads (queue_id);
CREATE INDEX leads_email ON leads (email);
CREATE INDEX leads_account ON leads (converted_account_id);
CREATE INDEX leads_contact ON leads (converted_contact_id);
CREATE INDEX leads_opportunity ON leads (converted_opportunity_id);

CREATE TABLE campaign_members (
  id INTEGER PRIMARY KEY,
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
  lead_id INTEGER REFERENCES leads (id),
  contact_id INTEGER REFERENCES contacts (id),
  response TEXT NOT NULL,
  responded_at INTEGER,
  created_at INTEGER NOT NULL,
  CHECK ((lead_id IS NULL) <> (contact_id IS NULL))
) STRICT;
CREATE INDEX campaign_members_campaign ON campaign_members (campaign_id);
CREATE INDEX campaign_members_lead ON campaign_members (lead_id);
CREATE INDEX campaign_members_contact ON campaign_members (contact_id);

CREATE TABLE quotes (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
  owner_id INTEGER NOT NULL REFERENCES users (id),
  status TEXT NOT NULL,
  discount_percent INTEGER NOT NULL CHECK (discount_percent BETWEEN 0 AND 100),
  subtotal_cents INTEGER NOT NULL CHECK (subtotal_cents >= 0),
  total_cents INTEGER NOT NULL CHECK (total_cents >= 0),
  expires_at INTEGER NOT NULL,
  presented_at INTEGER,
  decided_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX quotes_opportunity ON quotes (opportunity_id);
CREATE INDEX quotes_owner ON quotes (owner_id);

CREATE TABLE quote_items (
  id INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL REFERENCES quotes (id),
  product_id INTEGER NOT NULL REFERENCES crm_products (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  unit_price_cents INTEGER NOT NULL CHECK (unit_price_cents > 0),
  total_cents INTEGER NOT NULL CHECK (total_cents > 0)
) STRICT;
CREATE INDEX quote_items_quote ON quote_items (quote_id);
CREATE INDEX quote_items_product ON quote_items (product_id);

CREATE TABLE quote_approvals (
  id INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL REFERENCES quotes (id),
  round INTEGER NOT NULL CHECK (round > 0),
  step INTEGER NOT NULL CHECK (step > 0),
  approver_id INTEGER NOT NULL REFERENCES users (id),
  decision TEXT NOT NULL,
  comment TEXT,
  requested_at INTEGER NOT NULL,
  decided_at INTEGER
) STRICT;
CREATE INDEX quote_approvals_quote ON quote_approvals (quote_id);
CREATE INDEX quote_approvals_approver ON quote_approvals (approver_id);

CREATE TABLE contracts (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  opportunity_id INTEGER REFERENCES opportunities (id),
  quote_id INTEGER REFERENCES quotes (id),
  renewal_of_id INTEGER REFERENCES contracts (id),
  owner_id INTEGER NOT NULL REFERENCES users (id),
  status TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  term_months INTEGER NOT NULL CHECK (term_months BETWEEN 1 AND 120),
  auto_renew INTEGER NOT NULL CHECK (auto_renew IN (0, 1)),
  notice_days INTEGER NOT NULL CHECK (notice_days >= 0),
  value_cents INTEGER NOT NULL CHECK (value_cents >= 0),
  activated_at INTEGER,
  terminated_at INTEGER,
  termination_reason TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contracts_account ON contracts (account_id);
CREATE INDEX contracts_opportunity ON contracts (opportunity_id);
CREATE INDEX contracts_quote ON contracts (quote_id);
CREATE INDEX contracts_renewal ON contracts (renewal_of_id);
CREATE INDEX contracts_owner ON contracts (owner_id);

CREATE TABLE forecasts (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  quarter TEXT NOT NULL,
  commit_cents INTEGER NOT NULL CHECK (commit_cents >= 0),
  best_case_cents INTEGER NOT NULL CHECK (best_case_cents >= 0),
  comment TEXT,
  submitted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX forecasts_user ON forecasts (user_id);
`;
