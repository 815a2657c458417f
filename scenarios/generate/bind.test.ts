import { execFileSync } from 'node:child_process';
import { createRng } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import type { Bound } from '../schema/expression.ts';
import type { VariableSpec } from '../schema/pack.ts';
import { createBinder } from './bind.ts';
import { boundTasks } from './binding.fixture.ts';
import { bindVariables, percentOf } from './variables.ts';

async function bind(specs: Readonly<Record<string, VariableSpec>>): Promise<ReadonlyMap<string, Bound>> {
  const { world, opening, lifecycles } = await arenaOf('heldout');
  const bindings = new Map<string, Bound>([['limit', 3]]);
  bindVariables(specs, bindings, {
    world,
    opening,
    lifecycles,
    split: 'heldout',
    rng: createRng('bind'),
    rows: new Map(),
    taken: new Set(),
  });
  return bindings;
}

describe('binding', () => {
  it('gives the same tasks in another process, whatever was bound before', async () => {
    const fixture = new URL('./binding.fixture.ts', import.meta.url).href;
    const code = `import(${JSON.stringify(fixture)}).then(async (m) => process.stdout.write(await m.boundTasks('heldout', 33)))`;
    const elsewhere = execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' });
    await boundTasks('heldout', 7);
    expect(await boundTasks('heldout', 33)).toBe(elsewhere);
  });

  it('names an unknown family and those there are', async () => {
    const binder = createBinder(pack, 'train', await arenaOf('train'));
    expect(() => binder.task('magic', 0)).toThrow(/no family "magic"; it has: damaged_refund/);
  });

  it('draws a choice from the values of its split', async () => {
    const bound = await bind({
      old: { kind: 'choice', of: ['trained on'] },
      fresh: { kind: 'choice', of: ['trained on'], heldout: ['new', 'new'] },
    });
    expect([bound.get('old'), bound.get('fresh')]).toEqual(['trained on', 'new']);
  });

  it('names the variable whose row condition does not compile', async () => {
    await expect(
      bind({ item: { kind: 'row', table: 'products', where: 'colour = 1', distinct: [] } }),
    ).rejects.toThrow(/variables\.item: where "colour = 1": .*colour/);
  });

  it('names the variable whose row condition nothing meets', async () => {
    await expect(
      bind({ item: { kind: 'row', table: 'products', where: 'price_cents < 0', distinct: [] } }),
    ).rejects.toThrow(/variables\.item: no row of products in the heldout population/);
  });

  it('never writes with a row condition', async () => {
    const { world } = await arenaOf('heldout');
    const before = world.hash();
    await expect(
      bind({
        item: { kind: 'row', table: 'products', where: '1; DELETE FROM products WHERE 1', distinct: [] },
      }),
    ).rejects.toThrow(/variables\.item/);
    expect(world.hash()).toBe(before);
  });

  it('names an unknown variable and those there are', async () => {
    await expect(bind({ days: { kind: 'days_before', days: '$late', plus: 0 } })).rejects.toThrow(
      /variables\.days: no variable "late"; there are: limit/,
    );
  });

  it('gives two fresh variables of one table different ids, of the split alone', async () => {
    const fresh: VariableSpec = { kind: 'fresh', table: 'orders', low: 1000, high: 1040 };
    const names = Array.from({ length: 12 }, (_, i) => `order_${String(i)}`);
    const bindings = await bind(Object.fromEntries(names.map((name) => [name, fresh])));
    expect(new Set(names.map((name) => bindings.get(name))).size).toBe(names.length);
  });

  it('draws digits that look like real numbers of the split and are none of those excluded', async () => {
    const bindings = await bind({
      first: { kind: 'digits', length: 1, not: [] },
      other: { kind: 'digits', length: 1, not: ['$first'] },
    });
    expect(['1', '3', '5', '7', '9']).toContain(bindings.get('other'));
    expect(bindings.get('other')).not.toBe(bindings.get('first'));
  });

  it.each<readonly [string, VariableSpec, Bound]>([
    ['a percentage', { kind: 'percent', of: 250, percent: 12.5 }, 31],
    ['a percentage of what is owed', { kind: 'percent', of: -250, percent: '12.6' }, -32],
    ['a sum with factors', { kind: 'sum', terms: [{ value: 4, times: '$limit' }, { value: 1 }] }, 13],
    ['a text', { kind: 'text', template: '{limit} days' }, '3 days'],
    ['a date', { kind: 'date', at: String(Date.UTC(2026, 1, 28, 23)) }, '2026-02-28'],
    ['a listed value', { kind: 'map', from: '$limit', to: { '3': 'three' } }, 'three'],
    ['any other value', { kind: 'map', from: '$limit', to: { '4': 'four' }, otherwise: '$limit' }, 3],
    ['the edge of a rule', { kind: 'edge', around: '$limit', offsets: [-1] }, 2],
    ['the answer to a query', { kind: 'query', sql: 'SELECT $limit + 1 AS next' }, { next: 4 }],
  ])('gives %s', async (_name, spec, value) => {
    expect((await bind({ it: spec })).get('it')).toEqual(value);
  });

  it.each<readonly [string, VariableSpec, RegExp]>([
    ['a value that a map does not list', { kind: 'map', from: '$limit', to: { a: 1 } }, /"3" is not among a/],
    ['half a day', { kind: 'edge', around: '0.5', offsets: [1] }, /"0.5" is not a whole number/],
    ['no percentage', { kind: 'percent', of: 1, percent: 'many' }, /"many" is no percentage/],
    [
      'a query that finds nothing',
      { kind: 'query', sql: 'SELECT id FROM products WHERE id < 0' },
      /the query finds nothing in the heldout population/,
    ],
    [
      'a query that writes',
      { kind: 'query', sql: 'DELETE FROM products WHERE true' },
      /variables\.it: .*a check only reads/,
    ],
    [
      'a path of no lifecycle',
      { kind: 'path', lifecycle: 'moon', longest: 3 },
      /no lifecycle "moon"; there are: .*order/,
    ],
    [
      'a path to no state',
      { kind: 'path', lifecycle: 'order', to: ['lost'], longest: 3 },
      /order has no state "lost"; it has: /,
    ],
  ])('names the variable that is bound to %s', async (_name, spec, message) => {
    await expect(bind({ it: spec })).rejects.toThrow(message);
  });

  it('rounds a percentage away from zero, exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.integer({ min: 0, max: 100_000 }),
        (of, thousandths) => {
          const percent = thousandths / 1000;
          const size = (Math.abs(of) * thousandths) / 1000 / 100;
          const rounded = percentOf(of, percent, 'x');
          expect(Math.abs(Math.abs(rounded) - size)).toBeLessThanOrEqual(0.5 + 1e-6);
          expect(percentOf(-of, percent, 'x') + rounded).toBe(0);
        },
      ),
    );
    expect([0.15, 0.25, 0.35].map((percent) => percentOf(1000, percent, 'x'))).toEqual([2, 3, 4]);
  });

  it('keeps what is held, null included, and binds the rest on it', () => {
    const bindings = new Map<string, Bound>();
    const specs: Readonly<Record<string, VariableSpec>> = {
      a: { kind: 'int', low: 1, high: 9 },
      b: { kind: 'choice', of: [1] },
      c: { kind: 'sum', terms: [{ value: '$a', times: 2 }] },
    };
    return arenaOf('heldout').then(({ world, opening, lifecycles }) => {
      const context = { world, opening, lifecycles, split: 'heldout', rng: createRng('x') } as const;
      const held = new Map<string, Bound>([
        ['a', 50],
        ['b', null],
      ]);
      bindVariables(specs, bindings, { ...context, rows: new Map(), taken: new Set() }, held);
      expect([...bindings.values()]).toEqual([50, null, 100]);
    });
  });
});
