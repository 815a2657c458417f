/**
 * The tables of the CRM, in foreign-key order. STRICT, INTEGER PRIMARY KEY, NO ACTION foreign keys, each foreign key indexed (a
 * restore deletes and re-inserts rows, and an unindexed child table would be scanned). Times are ms since the epoch (dates are
 * midnight UTC of their day), money is cents. The status columns of leads, opportunities (`stage`), quotes, contracts, cases and
 * crm_tasks carry no CHECK: the lifecycles govern them.
 */
import { ACTIVITY } from './schema/activity.ts';
import { ORGANISATION } from './schema/organisation.ts';
import { PEOPLE } from './schema/people.ts';
import { SALES } from './schema/sales.ts';
import { SERVICE } from './schema/service.ts';

export const DDL = [ORGANISATION, PEOPLE, SALES, SERVICE, ACTIVITY].join('').trim();
