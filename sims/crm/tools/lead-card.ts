/** What somebody at the telephone needs to know of a lead, in one short answer. `get_record` shows all the rest. */
import { defineTool, intOrNull, succeed, text } from '@understudy/kernel';
import { z } from 'zod';
import { idOf, showId, showIdOrNull } from '../ids.ts';
import { locate } from './records.ts';

export const getLead = defineTool({
  name: 'get_lead',
  description: 'Read a lead: who it is, where, how large the company is, and how far it has come.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ lead_id: idOf('lead').describe('Lead id, like "L12"') }),
  run(context, args) {
    const lead = locate(context, 'lead', args.lead_id, 'read');
    if (!lead.ok) return lead;
    return succeed({
      lead_id: showId('lead', args.lead_id),
      name: text(lead.row, 'name'),
      company: text(lead.row, 'company'),
      country: text(lead.row, 'country'),
      employees: intOrNull(lead.row, 'employees'),
      status: text(lead.row, 'status'),
      owner: showIdOrNull('user', intOrNull(lead.row, 'owner_id')),
    });
  },
});
