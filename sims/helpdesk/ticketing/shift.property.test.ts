/** Whatever is called during a shift, in whatever order, and however much time passes: the desk's books stay in order. */
import {
  createClock,
  createRng,
  int,
  invokeTool,
  loadKernel,
  OPENING_TIME,
  text,
  type Timer,
  type World,
} from '@understudy/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newTicket } from '../new-ticket.ts';
import { generate } from '../population/generate.ts';
import { TIMERS } from '../timers.ts';
import { TOOLS } from '../tools/all.ts';
import { TICKETING_TOOLS } from '../tools/ticketing.ts';
import { AGENT_STATUSES, PARTNERS, PRIORITIES, RESOLUTIONS, TICKET_TYPES } from '../vocabulary.ts';
import { armTicketTimers } from './timers.ts';

let world: World;
beforeAll(async () => {
  const { ddl, tables } = generate(createRng(8), { size: 300, split: 'train' });
  const bare = newTicket({ id: 900, subject: 'Help', body: 'Help.', channel: 'chat', at: OPENING_TIME });
  const late = [
    bare,
    { ...bare, id: 901, status: 'pending' },
    { ...bare, id: 902, status: 'solved', resolution: 'informed' },
  ];
  world = (await loadKernel()).openWorld({
    ddl,
    tables: tables.map((table) =>
      table.name === 'tickets' ? { ...table, rows: [...table.rows, ...late] } : table,
    ),
  });
});
afterAll(() => {
  world.close();
});

const OLD = [
  'close_ticket',
  'reopen_ticket',
  'escalate_ticket',
  'transfer_ticket',
  'set_priority',
  'add_comment',
];
const NAMES = [...TICKETING_TOOLS.map((tool) => tool.name), ...OLD];

function calls() {
  const ids = (sql: string, letter: string) =>
    fc.constantFrom(...world.all(sql).map((row) => `${letter}${int(row, 'id')}`), '');
  const tickets = ids('SELECT id FROM tickets', 'T');
  const words = fc.record({
    ticket_id: tickets,
    into_ticket_id: tickets,
    other_ticket_id: tickets,
    agent_id: ids('SELECT id FROM agents', 'A'),
    clock_id: ids('SELECT id FROM sla_clocks', 'K'),
    queue_id: ids('SELECT id FROM queue_entries', 'Q'),
    survey_id: fc.constantFrom('Y1', 'Y2', 'Y9'),
    side_conversation_id: fc.constantFrom('V1', 'V2', 'V9'),
    macro: fc.constantFrom('ask_for_order_number', 'late_parcel', 'to_billing', 'ask_the_warehouse'),
    partner: fc.constantFrom(...PARTNERS),
    field: fc.constantFrom('contact_reason', 'parcels_affected'),
    value: fc.constantFrom('delivery', '3'),
    body: fc.constantFrom('Hello.', 'A lawyer will write about the refund.'),
    subject: fc.constant('Return'),
    tags: fc.constantFrom('vip', 'late,vip', 'no_survey'),
    type: fc.constantFrom(...TICKET_TYPES),
    kind: fc.constantFrom('incident_of', 'related'),
    group: fc.constantFrom('first_line', 'billing', ''),
    rating: fc.constantFrom('good', 'bad'),
    team: fc.constantFrom('billing', 'technical'),
    priority: fc.constantFrom(...PRIORITIES),
    resolution: fc.constantFrom(...RESOLUTIONS),
    reason: fc.constantFrom('', 'fraud', 'final_sale'),
  });
  const call = fc.record({
    name: fc.constantFrom(...NAMES),
    words,
    status: fc.constantFrom(...AGENT_STATUSES),
    pause: fc.constantFrom(0, 0, 0, 20, 600, 40_000),
  });
  return fc.array(call, { minLength: 5, maxLength: 50 });
}

test('no tool throws, refusals and reads change nothing, histories tell every status, clocks have due times, ids are not reused', () => {
  fc.assert(
    fc.property(
      calls(),
      fc.constantFrom(...world.all(`SELECT id FROM agents WHERE status = 'online'`)),
      (sequence, agent) => {
        world.reset();
        const clock = createClock(OPENING_TIME);
        armTicketTimers(world, clock);
        const focus = { agentId: int(agent, 'id') };
        const fire = (timer: Timer): void => {
          TIMERS[timer.event]?.({ world, clock, actor: { kind: 'system', id: 'clock' }, focus: {} }, timer);
        };
        for (const { name, words, status, pause } of sequence) {
          for (const timer of clock.advance(pause * 1000)) fire(timer);
          const tool = TOOLS.find((one) => one.name === name);
          const every: Readonly<Record<string, unknown>> = { ...words, status };
          const keys = Object.keys(tool?.parameters.shape ?? {});
          const args = Object.fromEntries(
            keys.filter((key) => every[key] !== '').map((key) => [key, every[key]]),
          );
          // Time first, so that what comes due is not taken for the tool's doing.
          for (const timer of clock.advance((tool?.seconds ?? 0) * 1000)) fire(timer);
          const before = world.hash();
          const context = { world, clock, actor: { kind: tool?.by ?? 'agent', id: 'a' } as const, focus };
          const late: Timer[] = [];
          const outcome = invokeTool(TOOLS, context, name, args, (timer) => late.push(timer));
          if (!outcome.ok || tool?.effect === 'read') expect(world.hash(), name).toBe(before);
          late.forEach(fire);
        }
        const told = world.all(
          `SELECT t.id, t.status, (SELECT e.after FROM ticket_events e WHERE e.ticket_id = t.id AND e.kind = 'status_set'
           ORDER BY e.id DESC LIMIT 1) AS told FROM tickets t WHERE t.group_id IS NOT NULL`,
        );
        for (const row of told) expect(row['told'] ?? 'open', `T${int(row, 'id')}`).toBe(text(row, 'status'));
        for (const sql of [
          `SELECT id FROM sla_clocks WHERE (status = 'running') <> (due_at IS NOT NULL AND running_since IS NOT NULL)`,
          `SELECT id FROM sla_clocks WHERE status = 'paused' AND metric <> 'resolution'`,
          `SELECT ticket_id FROM sla_clocks WHERE status IN ('running', 'paused') GROUP BY ticket_id, metric HAVING count(*) > 1`,
          `SELECT c.id FROM sla_clocks c JOIN tickets t ON t.id = c.ticket_id WHERE c.status = 'paused' AND t.status <> 'pending'`,
          `SELECT c.id FROM sla_clocks c JOIN tickets t ON t.id = c.ticket_id WHERE c.status IN ('running', 'paused')
           AND (t.status IN ('escalated', 'transferred', 'merged') OR (c.metric = 'resolution' AND t.status = 'solved'))`,
          `SELECT agent_id FROM queue_entries WHERE status IN ('connected', 'on_hold') GROUP BY agent_id HAVING count(*) > 1`,
          `SELECT id FROM queue_entries WHERE (held_since IS NOT NULL) <> (status = 'on_hold')`,
          `SELECT id FROM queue_entries WHERE (ended_at IS NOT NULL) <> (status IN ('ended', 'abandoned'))`,
          `SELECT ticket_id FROM satisfaction_ratings WHERE status = 'offered' GROUP BY ticket_id HAVING count(*) > 1`,
          `SELECT id FROM side_conversations s WHERE status = 'waiting' AND
           (SELECT author FROM side_messages m WHERE m.side_conversation_id = s.id ORDER BY m.id DESC LIMIT 1) <> 'agent'`,
        ]) {
          expect(world.all(sql), sql).toEqual([]);
        }
      },
    ),
    { numRuns: 60 },
  );
});
