import { BILLING_TABLES } from './schema/billing.ts';
import { DEVICE_TABLES } from './schema/devices.ts';
import { ORDER_CHANGE_TABLES } from './schema/order-changes.ts';
import { ORDER_TABLES } from './schema/orders.ts';
import { TICKET_TABLES } from './schema/tickets.ts';

/**
 * The tables of the desk. STRICT, INTEGER PRIMARY KEY, NO ACTION foreign keys, each foreign key indexed (a restore deletes and
 * re-inserts rows, and an unindexed child table would be scanned). Times are ms since the epoch, money is cents.
 * Status columns carry no CHECK: the lifecycles govern them.
 */

export const DDL = [ORDER_TABLES, TICKET_TABLES, BILLING_TABLES, DEVICE_TABLES, ORDER_CHANGE_TABLES]
  .join('')
  .trim();
