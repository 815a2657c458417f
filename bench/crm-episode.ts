/** The CRM's workload of the sim-core benchmark: a sales representative takes a lead to a deal and opens a case, twelve tool calls. */
import { crm, showId } from '@understudy/crm';
import { createRng, int, isoDate, OPENING_TIME, DAY } from '@understudy/kernel';
import type { CompiledTemplate, Kernel, Row, World } from '@understudy/kernel';
import { playScript, type Script } from './script.ts';

/** A population of about `rows` rows. */
export function compileCrm(kernel: Kernel, rows: number): CompiledTemplate {
  return kernel.compile(crm.generate(createRng('bench'), { size: rows, split: 'train' }));
}

/** One script for each lead that its owner can bring so far, at most `count`. The owner's access is checked at every call. */
export function findCrmScripts(world: World, count: number): readonly Script[] {
  const leads = world.all(
    `SELECT l.id, l.owner_id FROM leads l JOIN users u ON u.id = l.owner_id
     WHERE l.status IN ('new', 'nurturing') AND u.active = 1 AND u.role = 'rep' ORDER BY l.id`,
  );
  const scripts: Script[] = [];
  for (const lead of leads) {
    const script = scriptFor(world, lead);
    world.reset();
    if (script !== null && playScript(world, crm.tools, script)) scripts.push(script);
    if (scripts.length === count) break;
  }
  world.reset();
  if (scripts.length === 0) throw new Error('bench: no lead of this population can be converted');
  return scripts;
}

function scriptFor(world: World, lead: Row): Script | null {
  const id = int(lead, 'id');
  const focus = { userId: int(lead, 'owner_id') };
  const lead_id = showId('lead', id);
  const opening: Script['calls'] = [
    { name: 'get_lead', args: { lead_id } },
    { name: 'start_working_lead', args: { lead_id } },
    { name: 'log_call', args: { record_id: lead_id, outcome: 'reached', notes: 'Wants to start soon.' } },
    {
      name: 'qualify_lead',
      args: {
        lead_id,
        budget: '25000.00',
        need: 'One place for all customers',
        timeline: 'this_quarter',
        authority: 'decision_maker',
      },
    },
    { name: 'convert_lead', args: { lead_id, industry: 'logistics' } },
  ];
  world.reset();
  if (!playScript(world, crm.tools, { focus, calls: opening })) return null;
  // The ids that the conversion gave: the same ones after every reset.
  const made = world.get('SELECT * FROM leads WHERE id = ?', id) ?? {};
  const account_id = showId('account', int(made, 'converted_account_id'));
  const contact_id = showId('contact', int(made, 'converted_contact_id'));
  const opportunity_id = showId('opportunity', int(made, 'converted_opportunity_id'));
  const highest = world.get('SELECT coalesce(max(id), 0) AS id FROM cases') ?? {};
  const case_id = showId('case', int(highest, 'id') + 1);
  return {
    focus,
    calls: [
      ...opening,
      { name: 'get_opportunity', args: { opportunity_id } },
      {
        name: 'set_opportunity_stage',
        args: { opportunity_id, stage: 'qualification', next_step: 'Show the product' },
      },
      { name: 'get_record', args: { record_id: account_id } },
      {
        name: 'create_task',
        args: {
          record_id: opportunity_id,
          subject: 'Send the offer',
          due_on: isoDate(OPENING_TIME + 7 * DAY),
        },
      },
      {
        name: 'create_case',
        args: {
          contact_id,
          account_id,
          subject: 'Trial account',
          description: 'Please set up a trial account.',
        },
      },
      { name: 'get_case', args: { case_id } },
      { name: 'list_activities', args: { record_id: opportunity_id } },
    ],
  };
}
