/** A Salesforce/HubSpot-shaped CRM: its tables, lifecycles, tools and populations. Policy is the scenario's, not ours. */
import type { System } from '@understudy/kernel';
import { LIFECYCLES } from './lifecycles.ts';
import { generate } from './population/generate.ts';
import { people } from './population/people.ts';
import { DDL } from './schema.ts';
import { TIMERS } from './timers.ts';
import { TOOLS } from './tools/all.ts';

export const crm: System = {
  id: 'crm',
  title: 'CRM',
  description:
    'A CRM: leads, accounts, contacts, opportunities, quotes, contracts, cases, campaigns and activities, with sharing and approval.',
  ddl: DDL,
  lifecycles: LIFECYCLES,
  tools: TOOLS,
  timers: TIMERS,
  generate,
  people,
};

export { idOf, PREFIXES, readId, showId, TABLES, type IdKind } from './ids.ts';
export { PRODUCT_NAMES } from './population/names.ts';
export * from './rows.ts';
export * from './vocabulary.ts';
