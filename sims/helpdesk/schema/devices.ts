/** The tables of the technical desk: registered devices, what they reported, their warranties and repairs, and outages. */

export const DEVICE_TABLES = `
CREATE TABLE device_models (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  latest_firmware TEXT NOT NULL,
  repair_cents INTEGER NOT NULL CHECK (repair_cents > 0)
) STRICT;

CREATE TABLE devices (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  subscription_id INTEGER REFERENCES subscriptions (id),
  model_id INTEGER NOT NULL REFERENCES device_models (id),
  serial TEXT NOT NULL UNIQUE,
  firmware TEXT NOT NULL,
  status TEXT NOT NULL,
  fault TEXT NOT NULL,
  area TEXT NOT NULL,
  registered_at INTEGER NOT NULL
) STRICT;
CREATE INDEX devices_customer ON devices (customer_id);
CREATE INDEX devices_subscription ON devices (subscription_id);
CREATE INDEX devices_model ON devices (model_id);
CREATE INDEX devices_area ON devices (area);

CREATE TABLE device_events (
  id INTEGER PRIMARY KEY,
  device_id INTEGER NOT NULL REFERENCES devices (id),
  kind TEXT NOT NULL,
  code TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX device_events_device ON device_events (device_id);

CREATE TABLE warranties (
  id INTEGER PRIMARY KEY,
  device_id INTEGER NOT NULL UNIQUE REFERENCES devices (id),
  kind TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at)
) STRICT;

CREATE TABLE repairs (
  id INTEGER PRIMARY KEY,
  device_id INTEGER NOT NULL REFERENCES devices (id),
  invoice_id INTEGER REFERENCES invoices (id),
  status TEXT NOT NULL,
  visit_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX repairs_device ON repairs (device_id);
CREATE INDEX repairs_invoice ON repairs (invoice_id);

CREATE TABLE error_codes (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  meaning TEXT NOT NULL,
  advice TEXT NOT NULL
) STRICT;

CREATE TABLE outages (
  id INTEGER PRIMARY KEY,
  area TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  resolved_at INTEGER
) STRICT;
CREATE INDEX outages_area ON outages (area);
`;
