import {
  createClock,
  createRng,
  invokeTool,
  loadKernel,
  type World,
  OPENING_TIME,
  int,
  text,
} from '@understudy/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newTicket } from '../new-ticket.ts';
import { generate } from '../population/generate.ts';
import { PRIORITIES, REFUSAL_REASONS, RESOLUTIONS, TRANSFER_TEAMS } from '../vocabulary.ts';
import { TOOLS } from './all.ts';

const TICKET = 900;

let world: World;
beforeAll(async () => {
  const population = generate(createRng(3), { size: 200, split: 'train' });
  const ticket = newTicket({ id: TICKET, subject: 'Help', body: 'Help.', channel: 'chat', at: OPENING_TIME });
  const tables = population.tables.map((table) =>
    table.name === 'tickets' ? { ...table, rows: [...table.rows, ticket] } : table,
  );
  world = (await loadKernel()).openWorld({ ddl: population.ddl, tables });
});
afterAll(() => {
  world.close();
});

/** Arguments that often fit: real orders with their own skus and postcodes, small amounts, words of the lists, and rubbish. */
function calls(): fc.Arbitrary<readonly { readonly name: string; readonly args: unknown }[]> {
  const lines = world.all(
    `SELECT i.order_id, p.sku, a.postcode FROM order_items i JOIN products p ON p.id = i.product_id
     JOIN orders o ON o.id = i.order_id JOIN addresses a ON a.id = o.address_id`,
  );
  const line = fc.constantFrom(...lines).map((row) => ({
    order_id: String(int(row, 'order_id')),
    sku: text(row, 'sku'),
    postcode: text(row, 'postcode'),
  }));
  const more = fc.record({
    amount: fc.constantFrom('0.01', '5.00', '50.00', '399.00', -1),
    reason: fc.constantFrom(...REFUSAL_REASONS, 'fraud', ''),
    resolution: fc.constantFrom(...RESOLUTIONS),
    team: fc.constantFrom(...TRANSFER_TEAMS),
    priority: fc.constantFrom(...PRIORITIES),
    return_id: fc.constantFrom('R1', 'R2', 'R3'),
    customer_id: fc.constantFrom('C31', 'C11'),
    body: fc.string({ maxLength: 20 }),
    street: fc.string({ maxLength: 20 }),
    city: fc.constant('Lindau'),
    query: fc.string({ maxLength: 8 }),
    slug: fc.constant('final-sale'),
    email: fc.emailAddress(),
  });
  const call = fc
    .tuple(fc.constantFrom(...TOOLS), line, more, fc.boolean())
    .map(([tool, known, rest, tidy]) => {
      const all: Readonly<Record<string, unknown>> = { ...known, ...rest };
      const fitting = Object.keys(tool.parameters.shape).map((key) => [key, all[key]] as const);
      return { name: tool.name, args: tidy ? Object.fromEntries(fitting) : all };
    });
  return fc.array(call, { minLength: 5, maxLength: 60 });
}

test('whatever is called: no tool throws, a refusal changes nothing, reading changes nothing, money never exceeds prices', () => {
  fc.assert(
    fc.property(calls(), (sequence) => {
      world.reset();
      const context = {
        world,
        clock: createClock(OPENING_TIME),
        actor: { kind: 'agent', id: 'a' } as const,
        focus: { ticketId: TICKET },
      };
      for (const { name, args } of sequence) {
        const before = world.hash();
        const outcome = invokeTool(TOOLS, context, name, args);
        const reads = TOOLS.find((tool) => tool.name === name)?.effect === 'read';
        if (!outcome.ok || reads) expect(world.hash(), name).toBe(before);
      }
      expect(
        world.all(
          `SELECT i.id FROM order_items i JOIN refunds f ON f.order_item_id = i.id AND f.status = 'paid'
           GROUP BY i.id HAVING sum(f.amount_cents) > i.price_cents`,
        ),
      ).toEqual([]);
      expect(
        world.all('SELECT order_id FROM credits GROUP BY order_id HAVING sum(amount_cents) > 5000'),
      ).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('tool names are unique and in snake case, and only writing tools send events', () => {
  const names = TOOLS.map((tool) => tool.name);
  expect(new Set(names).size).toBe(names.length);
  for (const tool of TOOLS) {
    expect(tool.name).toMatch(/^[a-z]+(_[a-z]+)+$/);
    if (tool.effect === 'read') expect(tool.events ?? []).toEqual([]);
  }
});
