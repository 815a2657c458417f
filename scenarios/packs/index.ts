/** The packs that come with Understudy. They are data, parsed like anybody else's. */
import crmCases from './crm-cases.json' with { type: 'json' };
import crmHygiene from './crm-hygiene.json' with { type: 'json' };
import crmLeads from './crm-leads.json' with { type: 'json' };
import crmQuotes from './crm-quotes.json' with { type: 'json' };
import crmRenewals from './crm-renewals.json' with { type: 'json' };
import crmReports from './crm-reports.json' with { type: 'json' };
import crossService from './cross-service.json' with { type: 'json' };
import complaints from './helpdesk-complaints.json' with { type: 'json' };
import orders from './helpdesk-orders.json' with { type: 'json' };
import privacy from './helpdesk-privacy.json' with { type: 'json' };
import refunds from './helpdesk-refunds.json' with { type: 'json' };
import subscriptions from './helpdesk-subscriptions.json' with { type: 'json' };
import technical from './helpdesk-technical.json' with { type: 'json' };
import tickets from './helpdesk-tickets.json' with { type: 'json' };
import { parsePack } from '../schema/pack.ts';
import type { Pack } from '../schema/pack.ts';

export const builtInPacks: readonly Pack[] = [
  parsePack(refunds, 'packs/helpdesk-refunds.json'),
  parsePack(crmLeads, 'packs/crm-leads.json'),
  parsePack(technical, 'packs/helpdesk-technical.json'),
  parsePack(complaints, 'packs/helpdesk-complaints.json'),
  parsePack(crmReports, 'packs/crm-reports.json'),
  parsePack(crossService, 'packs/cross-service.json'),
  parsePack(subscriptions, 'packs/helpdesk-subscriptions.json'),
  parsePack(orders, 'packs/helpdesk-orders.json'),
  parsePack(crmQuotes, 'packs/crm-quotes.json'),
  parsePack(crmRenewals, 'packs/crm-renewals.json'),
  parsePack(tickets, 'packs/helpdesk-tickets.json'),
  parsePack(privacy, 'packs/helpdesk-privacy.json'),
  parsePack(crmCases, 'packs/crm-cases.json'),
  parsePack(crmHygiene, 'packs/crm-hygiene.json'),
];
