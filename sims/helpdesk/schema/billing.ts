/** The tables of billing: plans and subscriptions, invoices and what was paid on them, disputes, store credit. */

export const BILLING_TABLES = `
CREATE TABLE plans (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  period TEXT NOT NULL CHECK (period IN ('month', 'year')),
  price_cents INTEGER NOT NULL CHECK (price_cents > 0),
  trial_days INTEGER NOT NULL CHECK (trial_days >= 0)
) STRICT;

CREATE TABLE payment_methods (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL UNIQUE REFERENCES customers (id),
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  health TEXT NOT NULL
) STRICT;

CREATE TABLE subscriptions (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  plan_id INTEGER NOT NULL REFERENCES plans (id),
  status TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL CHECK (period_end > period_start),
  trial_end INTEGER,
  paused_at INTEGER,
  cancel_reason TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX subscriptions_customer ON subscriptions (customer_id);
CREATE INDEX subscriptions_plan ON subscriptions (plan_id);

CREATE TABLE subscription_changes (
  id INTEGER PRIMARY KEY,
  subscription_id INTEGER NOT NULL REFERENCES subscriptions (id),
  kind TEXT NOT NULL,
  from_plan_id INTEGER REFERENCES plans (id),
  to_plan_id INTEGER REFERENCES plans (id),
  net_cents INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX subscription_changes_subscription ON subscription_changes (subscription_id);
CREATE INDEX subscription_changes_from ON subscription_changes (from_plan_id);
CREATE INDEX subscription_changes_to ON subscription_changes (to_plan_id);

CREATE TABLE invoices (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  subscription_id INTEGER REFERENCES subscriptions (id),
  status TEXT NOT NULL,
  total_cents INTEGER NOT NULL CHECK (total_cents >= 0),
  tax_cents INTEGER NOT NULL CHECK (tax_cents >= 0),
  issued_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invoices_customer ON invoices (customer_id);
CREATE INDEX invoices_subscription ON invoices (subscription_id);

CREATE TABLE invoice_lines (
  id INTEGER PRIMARY KEY,
  invoice_id INTEGER NOT NULL REFERENCES invoices (id),
  kind TEXT NOT NULL,
  description TEXT NOT NULL,
  amount_cents INTEGER NOT NULL,
  period_start INTEGER,
  period_end INTEGER
) STRICT;
CREATE INDEX invoice_lines_invoice ON invoice_lines (invoice_id);

CREATE TABLE invoice_payments (
  id INTEGER PRIMARY KEY,
  invoice_id INTEGER NOT NULL REFERENCES invoices (id),
  method TEXT NOT NULL,
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  status TEXT NOT NULL,
  decline_code TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invoice_payments_invoice ON invoice_payments (invoice_id);

CREATE TABLE credit_notes (
  id INTEGER PRIMARY KEY,
  invoice_id INTEGER NOT NULL REFERENCES invoices (id),
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  destination TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX credit_notes_invoice ON credit_notes (invoice_id);

CREATE TABLE disputes (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  order_id INTEGER REFERENCES orders (id),
  invoice_id INTEGER REFERENCES invoices (id),
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  reason TEXT NOT NULL,
  status TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  respond_by INTEGER NOT NULL,
  CHECK ((order_id IS NULL) <> (invoice_id IS NULL))
) STRICT;
CREATE INDEX disputes_customer ON disputes (customer_id);
CREATE INDEX disputes_order ON disputes (order_id);
CREATE INDEX disputes_invoice ON disputes (invoice_id);

CREATE TABLE dispute_evidence (
  id INTEGER PRIMARY KEY,
  dispute_id INTEGER NOT NULL REFERENCES disputes (id),
  kind TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX dispute_evidence_dispute ON dispute_evidence (dispute_id);

CREATE TABLE store_credit_entries (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0),
  kind TEXT NOT NULL,
  order_id INTEGER REFERENCES orders (id),
  invoice_id INTEGER REFERENCES invoices (id),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX store_credit_entries_customer ON store_credit_entries (customer_id);
CREATE INDEX store_credit_entries_order ON store_credit_entries (order_id);
CREATE INDEX store_credit_entries_invoice ON store_credit_entries (invoice_id);

CREATE TABLE gift_codes (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  customer_id INTEGER REFERENCES customers (id),
  redeemed_at INTEGER
) STRICT;
CREATE INDEX gift_codes_customer ON gift_codes (customer_id);

CREATE TABLE email_codes (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  sent_at INTEGER NOT NULL,
  confirmed_at INTEGER
) STRICT;
CREATE INDEX email_codes_ticket ON email_codes (ticket_id);
CREATE INDEX email_codes_customer ON email_codes (customer_id);
`;
