import { createClock, invokeTool, loadKernel, OPENING_TIME, toolSpec, type World } from '@understudy/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIFECYCLES } from '../lifecycles.ts';
import { TEMPLATE } from '../test-template.ts';
import * as vocabulary from '../vocabulary.ts';
import { TOOLS } from './all.ts';

let world: World;
beforeAll(async () => {
  world = (await loadKernel()).openWorld(TEMPLATE);
});
afterAll(() => {
  world.close();
});

describe('the list of tools', () => {
  test('names are unique and in snake case, every tool has a schema, and only writing tools send events', () => {
    const names = TOOLS.map((tool) => tool.name);
    expect(new Set(names).size).toBe(names.length);
    for (const tool of TOOLS) {
      expect(tool.name).toMatch(/^[a-z]+(_[a-z]+)+$/);
      expect(toolSpec(tool).parameters['type']).toBe('object');
      if (tool.effect === 'read') expect(tool.events ?? [], tool.name).toEqual([]);
    }
  });

  test('every event of every lifecycle has a tool, and every event of a tool exists', () => {
    const legal = LIFECYCLES.flatMap(({ id, states }) =>
      Object.values(states).flatMap(({ on }) => Object.keys(on ?? {}).map((event) => `${id}.${event}`)),
    );
    const sent = TOOLS.flatMap((tool) => tool.events ?? []);
    expect([...new Set(sent)].sort()).toEqual([...new Set(legal)].sort());
  });
});

const id = (prefix: string, highest: number) =>
  fc.integer({ min: 1, max: highest }).map((number) => `${prefix}${number}`);

/** Words of every list, so that each choice often fits. */
const words = Object.values(vocabulary).flatMap((value): readonly string[] => {
  if (!Array.isArray(value)) return [];
  return value.filter((word): word is string => typeof word === 'string');
});
const anyId = fc.oneof(
  id('A', 4),
  id('CT', 4),
  id('L', 8),
  id('O', 8),
  id('Q', 9),
  id('K', 9),
  id('CS', 9),
  id('TS', 7),
);
const date = fc.constantFrom('2026-06-15', '2026-07-01', '2026-12-31', '2026-01-01', 'soon');

/** Arguments by name that often fit. */
const byName: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  lead_id: id('L', 8),
  account_id: id('A', 4),
  contact_id: id('CT', 4),
  opportunity_id: fc.oneof(fc.constant('O4'), id('O', 8)),
  quote_id: id('Q', 9),
  contract_id: id('K', 10),
  case_id: id('CS', 9),
  duplicate_of: id('CS', 8),
  task_id: id('TS', 7),
  email_id: id('EM', 2),
  user_id: id('U', 10),
  owner_id: id('U', 10),
  team_id: id('TM', 4),
  campaign_id: fc.constant('CP1'),
  product_code: fc.constantFrom('RP-10', 'RI-20', 'ON-30', 'RC-40'),
  article: fc.constantFrom('KA1', 'login-problems', 'KA9'),
  quantity: fc.integer({ min: 0, max: 20 }),
  discount_percent: fc.integer({ min: 0, max: 60 }),
  uplift_percent: fc.integer({ min: 0, max: 20 }),
  term_months: fc.constantFrom(1, 12, 24),
  minutes: fc.constantFrom(30, 60),
  amount: fc.constantFrom('1000.00', '25k', '-1'),
  commit: fc.constantFrom('1000.00', '5000'),
  best_case: fc.constantFrom('2000.00', '500'),
  budget: fc.constantFrom('1000.00', 0),
  quarter: fc.constantFrom('2026-Q2', 'Q3 2026', '2026'),
  starts_at: fc.constantFrom('2026-06-16T09:30', '2026-06-17T10:00', 'noon'),
  report: fc.constantFrom('pipeline_by_stage', 'win_rate', 'case_ageing', 'overdue_tasks', 'sales_cycle'),
  object: fc.constantFrom('lead', 'account', 'contact', 'Opportunity'),
  stage: fc.constantFrom('qualification', 'needs_analysis', 'proposal', 'negotiation'),
  response: fc.constantFrom(...vocabulary.MEMBER_RESPONSES),
  reason: fc.constantFrom(
    ...vocabulary.LOSS_REASONS,
    ...vocabulary.DISQUALIFY_REASONS,
    'breach',
    'duplicate',
    'spam',
  ),
  resolution: fc.constantFrom(...vocabulary.CASE_RESOLUTIONS),
  kind: fc.constantFrom(...vocabulary.CASE_KINDS, ...vocabulary.TASK_KINDS, 'renewal'),
  priority: fc.constantFrom(...vocabulary.CASE_PRIORITIES),
  outcome: fc.constantFrom(...vocabulary.CALL_OUTCOMES),
  access: fc.constantFrom('read', 'edit'),
  close_date: date,
  due_on: date,
  until: date,
  starts_on: date,
  fields: fc.constantFrom({ Phone: '123456' }, { Name: 'Ana' }, 'x'),
  take_fields: fc.constantFrom('phone', ['name'], []),
};

/** A call of any tool by any user, most arguments given. */
const call = fc.constantFrom(...TOOLS).chain((tool) => {
  const args = Object.keys(tool.parameters.shape).map((name) => {
    const value =
      byName[name] ??
      (name.endsWith('_id') ? anyId : fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 12 })));
    return fc.option(value, { freq: 6, nil: undefined }).map((given) => [name, given] as const);
  });
  return fc.record({
    name: fc.constant(tool.name),
    args: fc
      .tuple(...args)
      .map((pairs) => Object.fromEntries(pairs.filter(([, value]) => value !== undefined))),
    user: fc.oneof(fc.constantFrom(4, 2, 8, 9), fc.integer({ min: 1, max: 11 })),
  });
});

const byToolName = new Map(TOOLS.map((tool) => [tool.name, tool]));
const governed = new Map(LIFECYCLES.map((lifecycle) => [lifecycle.table, lifecycle]));

/** Whether a state can come from another by the events alone. */
function reaches(
  lifecycle: (typeof LIFECYCLES)[number],
  from: string,
  to: string,
  events: readonly string[],
): boolean {
  const seen = new Set([from]);
  for (const state of seen) {
    for (const [event, target] of Object.entries(lifecycle.states[state]?.on ?? {})) {
      if (events.includes(`${lifecycle.id}.${event}`)) seen.add(target);
    }
  }
  return seen.has(to);
}

test('whatever is called: no tool throws, refusals and reads change nothing, a status moves by declared events only', () => {
  let succeeded = 0;
  fc.assert(
    fc.property(fc.array(call, { minLength: 20, maxLength: 60 }), (sequence) => {
      world.reset();
      const clock = createClock(OPENING_TIME);
      for (const { name, args, user } of sequence) {
        const tool = byToolName.get(name);
        if (tool === undefined) continue;
        const before = world.snapshot();
        const timers = JSON.stringify(clock.state().timers);
        const kind = tool.by ?? 'agent';
        const context = { world, clock, actor: { kind, id: 'a' }, focus: { userId: user } };
        const outcome = invokeTool(TOOLS, context, tool.name, args);
        const changes = world.diff(before);
        if (outcome.ok) succeeded += 1;
        if (!outcome.ok || tool.effect === 'read') {
          expect(changes, tool.name).toEqual([]);
          expect(JSON.stringify(clock.state().timers), tool.name).toBe(timers);
        }
        for (const { table, before: old, after } of changes) {
          const lifecycle = governed.get(table);
          if (lifecycle === undefined || after === null) continue;
          const from = old === null ? lifecycle.initial : String(old[lifecycle.column]);
          const to = String(after[lifecycle.column]);
          expect(reaches(lifecycle, from, to, tool.events ?? []), `${tool.name}: ${from} → ${to}`).toBe(true);
        }
      }
      // Money adds up whatever happened: an opportunity with items is worth their sum, and a discount never adds.
      expect(world.all('SELECT id FROM quotes WHERE total_cents > subtotal_cents')).toEqual([]);
      expect(
        world.all(
          `SELECT o.id FROM opportunities o JOIN opportunity_items i ON i.opportunity_id = o.id
           WHERE o.stage NOT IN ('closed_won', 'closed_lost')
             AND NOT EXISTS (SELECT 1 FROM quotes q WHERE q.opportunity_id = o.id AND q.status = 'accepted')
           GROUP BY o.id HAVING sum(i.total_cents) <> o.amount_cents`,
        ),
      ).toEqual([]);
    }),
    { numRuns: 120 },
  );
  // The arguments fit often enough for this to say something.
  expect(succeeded).toBeGreaterThan(300);
});
