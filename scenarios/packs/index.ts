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

/** As their files hold them. */
const documents: readonly (readonly [unknown, string])[] = [
  [refunds, 'packs/helpdesk-refunds.json'],
  [crmLeads, 'packs/crm-leads.json'],
  [technical, 'packs/helpdesk-technical.json'],
  [complaints, 'packs/helpdesk-complaints.json'],
  [crmReports, 'packs/crm-reports.json'],
  [crossService, 'packs/cross-service.json'],
  [subscriptions, 'packs/helpdesk-subscriptions.json'],
  [orders, 'packs/helpdesk-orders.json'],
  [crmQuotes, 'packs/crm-quotes.json'],
  [crmRenewals, 'packs/crm-renewals.json'],
  [tickets, 'packs/helpdesk-tickets.json'],
  [privacy, 'packs/helpdesk-privacy.json'],
  [crmCases, 'packs/crm-cases.json'],
  [crmHygiene, 'packs/crm-hygiene.json'],
];

export const builtInPacks: readonly Pack[] = documents.map(([document, source]) =>
  parsePack(document, source),
);

/** What the file of a built-in pack holds, to be copied and changed; null for an id that none has. */
export function builtInDocument(id: string): unknown {
  const index = builtInPacks.findIndex((pack) => pack.id === id);
  return documents[index]?.[0] ?? null;
}
