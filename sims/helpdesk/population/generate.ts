/** A population of the desk: the same generator state, size and split give the same rows. */
import type { Rng, Split, Template } from '@understudy/kernel';
import { addAftermath, addTickets } from './aftermath.ts';
import { articles } from './articles.ts';
import { addProducts } from './catalogue.ts';
import { emptyDraft, toTemplate } from './draft.ts';
import { addOrders } from './order-history.ts';
import { addCustomers } from './people.ts';
import { PRODUCT_NAMES } from './product-names.ts';

/** Smallest and largest number of rows: below, tables would be empty; above, four-digit order numbers would run short. */
export const SIZE_RANGE = { min: 100, max: 20_000 } as const;

const CUSTOMERS_PER_ORDER = 0.45;
const TICKETS_PER_ORDER = 0.15;
/** Rows an order brings on average over all tables, its share of customers, addresses and tickets included. */
const ROWS_PER_ORDER = 6.15;

/** Throws RangeError unless `size`, in rows over all tables, lies in SIZE_RANGE. The result is within a tenth of it. */
export function generate(rng: Rng, options: { readonly size: number; readonly split: Split }): Template {
  const { size, split } = options;
  if (!(size >= SIZE_RANGE.min && size <= SIZE_RANGE.max)) {
    throw new RangeError(`population size must be ${SIZE_RANGE.min} to ${SIZE_RANGE.max} rows, got ${size}`);
  }
  // The split is in the label: two populations of one seed share nothing, not even the fall of the dice.
  const dice = rng.fork(split);
  const draft = emptyDraft();
  draft.articles.push(...articles());
  const products = Math.min(PRODUCT_NAMES[split].length, Math.max(12, Math.round(size * 0.08)));
  const orders = Math.round((size - draft.articles.length - products) / ROWS_PER_ORDER);
  addCustomers(draft, dice.fork('customers'), split, Math.ceil(orders * CUSTOMERS_PER_ORDER));
  addProducts(draft, dice.fork('products'), split, products);
  addOrders(draft, dice.fork('orders'), split, orders);
  addAftermath(draft, dice.fork('aftermath'));
  addTickets(draft, dice.fork('tickets'), Math.round(orders * TICKETS_PER_ORDER));
  return toTemplate(draft);
}
