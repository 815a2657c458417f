/** A Zendesk-shaped service desk with orders: its tables, lifecycles, tools and populations. Policy is the scenario's, not ours. */
import type { System } from '@understudy/kernel';
import { LIFECYCLES } from './lifecycles.ts';
import { generate } from './population/generate.ts';
import { people } from './population/people.ts';
import { DDL } from './schema.ts';
import { armTicketTimers } from './ticketing/timers.ts';
import { TIMERS } from './timers.ts';
import { TOOLS } from './tools/all.ts';

export const helpdesk: System = {
  id: 'helpdesk',
  title: 'Service desk',
  description:
    'A service desk for a web shop: tickets, customers, orders, shipments, returns, refunds, subscriptions, invoices, disputes, devices and a knowledge base.',
  ddl: DDL,
  lifecycles: LIFECYCLES,
  tools: TOOLS,
  timers: TIMERS,
  underWay: armTicketTimers,
  generate,
  people,
};

export * from './billing-vocabulary.ts';
export { deskKpis, ticketKpis, type DeskKpis, type TicketKpis } from './kpis.ts';
export { newTicket } from './new-ticket.ts';
export { PRODUCT_NAMES } from './population/product-names.ts';
export {
  apportion,
  daysLeft,
  includedTax,
  prorate,
  unusedCents,
  type Period,
  type Proration,
} from './proration.ts';
export * from './rows.ts';
export { CREDIT_CAP_CENTS } from './tools/refunds.ts';
export * from './vocabulary.ts';
