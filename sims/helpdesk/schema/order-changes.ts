/** The tables behind edits of an order, and those that tell the knowledge base what its articles are about. */

export const ORDER_CHANGE_TABLES = `
CREATE TABLE product_variants (
  id INTEGER PRIMARY KEY,
  product_id INTEGER NOT NULL REFERENCES products (id),
  label TEXT NOT NULL,
  extra_cents INTEGER NOT NULL CHECK (extra_cents >= 0),
  stock INTEGER NOT NULL CHECK (stock >= 0)
) STRICT;
CREATE INDEX product_variants_product ON product_variants (product_id);

CREATE TABLE order_item_variants (
  id INTEGER PRIMARY KEY,
  order_item_id INTEGER NOT NULL UNIQUE REFERENCES order_items (id),
  variant_id INTEGER NOT NULL REFERENCES product_variants (id)
) STRICT;
CREATE INDEX order_item_variants_variant ON order_item_variants (variant_id);

CREATE TABLE order_changes (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES orders (id),
  kind TEXT NOT NULL,
  product_id INTEGER REFERENCES products (id),
  difference_cents INTEGER NOT NULL,
  note TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX order_changes_order ON order_changes (order_id);
CREATE INDEX order_changes_product ON order_changes (product_id);

CREATE TABLE delivery_preferences (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL UNIQUE REFERENCES orders (id),
  deliver_on INTEGER,
  instructions TEXT
) STRICT;

CREATE TABLE article_topics (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL UNIQUE REFERENCES articles (id),
  topic TEXT NOT NULL,
  keywords TEXT NOT NULL
) STRICT;
`;
