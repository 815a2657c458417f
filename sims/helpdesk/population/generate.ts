/** A population of the desk: the same generator state, size and split give the same rows. */
import type { PopulationOptions, Rng, Template } from '@understudy/kernel';
import { addAftermath, addTickets } from './aftermath.ts';
import { addProducts } from './catalogue.ts';
import { addCommerce } from './commerce.ts';
import { emptyDraft, toTemplate } from './draft.ts';
import { knowledgeBase } from './knowledge-base.ts';
import { addOrders } from './order-history.ts';
import { addCustomers } from './people.ts';
import { PRODUCT_NAMES } from './product-names.ts';
import { addTicketing } from './ticketing.ts';

/** The tables whose rows make the size of a population: the shop, its history, and what is written in tickets. */
export const CORE_TABLES = [
  'customers',
  'addresses',
  'products',
  'orders',
  'order_items',
  'shipments',
  'payments',
  'returns',
  'refunds',
  'exchanges',
  'credits',
  'tickets',
  'ticket_comments',
] as const;

/** Smallest and largest number of rows: below, tables would be empty; above, four-digit order numbers would run short. */
export const SIZE_RANGE = { min: 100, max: 20_000 } as const;

/** What the size allows for the knowledge base, however large it is, so that a size always means the same orders. */
const CORE_ARTICLES = 14;
const CUSTOMERS_PER_ORDER = 0.45;
const TICKETS_PER_ORDER = 0.15;
/** Rows an order brings on average over the core tables, its share of customers, addresses and tickets included. */
const ROWS_PER_ORDER = 6.15;

/**
 * Throws RangeError unless `size` lies in SIZE_RANGE. It is the number of rows in CORE_TABLES, met within a tenth, give or take
 * the dozen rows that wait for the desk to open; the other tables
 * come on top and grow with them, but change nothing in them.
 */
export function generate(rng: Rng, options: PopulationOptions): Template {
  const { size, split } = options;
  if (!(size >= SIZE_RANGE.min && size <= SIZE_RANGE.max)) {
    throw new RangeError(`population size must be ${SIZE_RANGE.min} to ${SIZE_RANGE.max} rows, got ${size}`);
  }
  // The split is in the label: two populations of one seed share nothing, not even the fall of the dice.
  const dice = rng.fork(split);
  const draft = emptyDraft();
  const knowledge = knowledgeBase();
  draft.articles.push(...knowledge.articles);
  draft.article_topics.push(...knowledge.article_topics);
  const products = Math.min(PRODUCT_NAMES[split].length, Math.max(12, Math.round(size * 0.08)));
  const orders = Math.round((size - CORE_ARTICLES - products) / ROWS_PER_ORDER);
  addCustomers(draft, dice.fork('customers'), split, Math.ceil(orders * CUSTOMERS_PER_ORDER), options);
  addProducts(draft, dice.fork('products'), split, products);
  addOrders(draft, dice.fork('orders'), split, orders);
  addAftermath(draft, dice.fork('aftermath'));
  addTickets(draft, dice.fork('tickets'), Math.round(orders * TICKETS_PER_ORDER));
  addTicketing(draft, dice.fork('ticketing'), split);
  addCommerce(draft, dice.fork('commerce'), split);
  return toTemplate(draft);
}
