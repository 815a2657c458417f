import {
  createClock,
  createRng,
  int,
  invokeTool,
  loadKernel,
  OPENING_TIME,
  text,
  type Change,
  type Tool,
  type World,
} from '@understudy/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CANCEL_REASONS, DISPUTE_REASONS, EVIDENCE_KINDS } from '../billing-vocabulary.ts';
import { LIFECYCLES } from '../lifecycles.ts';
import { newTicket } from '../new-ticket.ts';
import { generate } from '../population/generate.ts';
import { TOOLS } from './all.ts';
import { COMMERCE_TOOLS } from './commerce.ts';

const TICKET = 900;
const OLDER = new Set([
  'refund_item',
  'refund_partial',
  'create_return',
  'exchange_item',
  'cancel_order',
  'approve_return',
]);
const PLAYED: readonly Tool[] = [...COMMERCE_TOOLS, ...TOOLS.filter((tool) => OLDER.has(tool.name))];

let world: World;
beforeAll(async () => {
  const population = generate(createRng(5), { size: 600, split: 'train' });
  const ticket = newTicket({ id: TICKET, subject: 'Help', body: 'Help.', channel: 'chat', at: OPENING_TIME });
  const tables = population.tables.map((table) =>
    table.name === 'tickets' ? { ...table, rows: [...table.rows, ticket] } : table,
  );
  world = (await loadKernel()).openWorld({ ddl: population.ddl, tables });
});
afterAll(() => {
  world.close();
});

function calls(): fc.Arbitrary<readonly { readonly name: string; readonly args: unknown }[]> {
  const ids = (table: string, letter: string) =>
    fc.constantFrom(...world.all(`SELECT id FROM ${table}`).map((row) => `${letter}${int(row, 'id')}`));
  const lines = (where: string) =>
    fc.constantFrom(
      ...world.all(
        `SELECT i.order_id, p.sku FROM order_items i JOIN products p ON p.id = i.product_id
         JOIN orders o ON o.id = i.order_id WHERE ${where} ORDER BY i.id`,
      ),
    );
  const args = fc.record({
    line: fc.oneof(lines('true'), lines(`o.status = 'paid'`)),
    subscription_id: ids('subscriptions', 'U'),
    invoice_id: fc.oneof(ids('invoices', 'I'), ids(`invoices WHERE status <> 'paid'`, 'I')),
    dispute_id: ids('disputes', 'D'),
    device_id: fc.oneof(ids('devices', 'G'), ids(`devices WHERE fault = 'hardware'`, 'G')),
    customer_id: ids('customers', 'C'),
    repair_id: ids('repairs', 'P'),
    outage_id: ids('outages', 'O'),
    return_id: fc.constantFrom('R1', 'R2', 'R3'),
    exchange_id: fc.constantFrom('X1', 'X2'),
    refund_id: fc.constantFrom('F1', 'F2', 'F3', 'F4'),
    plan: fc.constantFrom('basic', 'home', 'family', 'pro', 'home-year', 'family-year'),
    when: fc.constantFrom('now', 'period_end'),
    refund: fc.constantFrom('none', 'original', 'store_credit'),
    reason: fc.constantFrom(...CANCEL_REASONS, ...DISPUTE_REASONS),
    to: fc.constantFrom('original', 'store_credit'),
    amount: fc.constantFrom('0.01', '5.00', '25.00', '99.00'),
    evidence: fc.constantFrom(...EVIDENCE_KINDS),
    date: fc.constantFrom('2026-06-17', '2026-06-18', '2026-07-30'),
    code: fc.constantFrom('E21', ...world.all('SELECT code FROM gift_codes').map((row) => text(row, 'code'))),
    fault: fc.constantFrom('frozen', 'cable', 'firmware', 'hardware'),
    outcome: fc.constantFrom('repaired', 'beyond_repair'),
    step: fc.constantFrom('identify', 'fix', 'regress', 'resolve'),
    area: fc.constantFrom(...world.all('SELECT DISTINCT area FROM devices').map((row) => text(row, 'area'))),
    variant: fc.constantFrom('black', 'white', 'red', 'small', 'large', 'grey', 'green'),
    last_digits: fc.constant('4242'),
    instructions: fc.constant('ring twice'),
    postcode: fc.constant('70193'),
    query: fc.constant('refund'),
    topic: fc.constant('returns'),
  });
  const call = fc.tuple(fc.constantFrom(...PLAYED), args).map(([tool, { line, ...rest }]) => {
    const all: Readonly<Record<string, unknown>> = {
      ...rest,
      order_id: String(int(line, 'order_id')),
      sku: text(line, 'sku'),
    };
    return {
      name: tool.name,
      args: Object.fromEntries(Object.keys(tool.parameters.shape).map((key) => [key, all[key]])),
    };
  });
  return fc.array(call, { minLength: 10, maxLength: 80, size: 'max' });
}

/** True where events that the tool declares lead from the old state of the row to the new one. */
function isDeclared(tool: Tool, { table, before, after }: Change): boolean {
  const lifecycle = LIFECYCLES.find((one) => one.table === table);
  if (lifecycle === undefined || after === null) return true;
  const prefix = `${lifecycle.id}.`;
  const events = new Set(
    (tool.events ?? [])
      .filter((event) => event.startsWith(prefix))
      .map((event) => event.slice(prefix.length)),
  );
  const reached = new Set([before === null ? lifecycle.initial : String(before[lifecycle.column])]);
  for (const state of reached)
    for (const [event, target] of Object.entries(lifecycle.states[state]?.on ?? {}))
      if (events.has(event)) reached.add(target);
  return reached.has(String(after[lifecycle.column]));
}

const LAWS = [
  `SELECT id FROM invoices i WHERE total_cents <> (SELECT sum(amount_cents) FROM invoice_lines l WHERE l.invoice_id = i.id)`,
  `SELECT i.id, i.status FROM invoices i WHERE (i.status = 'paid') <> (0 = i.total_cents
     - coalesce((SELECT sum(p.amount_cents) FROM invoice_payments p WHERE p.invoice_id = i.id AND p.status = 'succeeded'), 0)
     - coalesce((SELECT sum(k.amount_cents) FROM credit_notes k WHERE k.invoice_id = i.id AND k.destination = 'amount_due'), 0))
     AND i.status IN ('draft', 'open', 'paid', 'uncollectible')`,
  `SELECT k.invoice_id FROM credit_notes k JOIN invoices i ON i.id = k.invoice_id
     GROUP BY k.invoice_id, i.total_cents HAVING sum(k.amount_cents) > i.total_cents`,
  'SELECT customer_id FROM store_credit_entries GROUP BY customer_id HAVING sum(amount_cents) < 0',
  `SELECT i.id FROM order_items i JOIN refunds f ON f.order_item_id = i.id AND f.status = 'paid'
     GROUP BY i.id, i.price_cents HAVING sum(f.amount_cents) > i.price_cents`,
  `SELECT p.id FROM payments p WHERE amount_cents <>
     (SELECT sum(price_cents) FROM order_items i WHERE i.order_id = p.order_id)`,
  `SELECT id, status, fault FROM devices WHERE (fault = 'none') <> (status = 'working') AND status NOT IN ('updating', 'restarting')`,
  `SELECT d.id FROM devices d JOIN subscriptions s ON s.id = d.subscription_id
     WHERE d.status = 'working' AND s.status NOT IN ('trialing', 'active', 'cancelling')`,
  `SELECT s.id FROM subscriptions s WHERE s.status = 'past_due'
     AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.subscription_id = s.id AND i.status = 'open')`,
  `SELECT id FROM subscriptions WHERE (status = 'paused') <> (paused_at IS NOT NULL)`,
] as const;

test('whatever is called: nothing throws, a refusal or a read changes nothing, states move by declared events, and the books balance', () => {
  fc.assert(
    fc.property(calls(), (sequence) => {
      world.reset();
      const context = {
        world,
        clock: createClock(OPENING_TIME),
        actor: { kind: 'system', id: 's' } as const,
        focus: { ticketId: TICKET },
      };
      for (const { name, args } of sequence) {
        const tool = PLAYED.find((one) => one.name === name);
        if (tool === undefined) continue;
        const before = world.snapshot();
        const outcome = invokeTool(PLAYED, context, name, args);
        const changes = world.diff(before);
        if (!outcome.ok || tool.effect === 'read') expect(changes, name).toEqual([]);
        const undeclared = changes.filter((change) => !isDeclared(tool, change));
        expect(undeclared, name).toEqual([]);
      }
      for (const law of LAWS) expect(world.all(law), law).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('most tools succeed in an ordinary population', () => {
  world.reset();
  const done = new Set<string>();
  const context = {
    world,
    clock: createClock(OPENING_TIME),
    actor: { kind: 'system', id: 's' } as const,
    focus: { ticketId: TICKET },
  };
  for (const sequence of fc.sample(calls(), { numRuns: 150, seed: 1 })) {
    world.reset();
    for (const { name, args } of sequence) if (invokeTool(PLAYED, context, name, args).ok) done.add(name);
  }
  const rare = PLAYED.map((tool) => tool.name).filter((name) => !done.has(name));
  expect(rare.length, rare.join(', ')).toBeLessThan(PLAYED.length / 8);
});
