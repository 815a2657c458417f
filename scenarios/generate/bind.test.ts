import { execFileSync } from 'node:child_process';
import { createRng } from '@understudy/kernel';
import { describe, expect, it } from 'vitest';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import type { Bound } from '../schema/expression.ts';
import type { VariableSpec } from '../schema/pack.ts';
import { createBinder } from './bind.ts';
import { boundTasks } from './binding.fixture.ts';
import { bindVariables } from './variables.ts';

async function bind(specs: Readonly<Record<string, VariableSpec>>): Promise<ReadonlyMap<string, Bound>> {
  const { world, opening } = await arenaOf('heldout');
  const bindings = new Map<string, Bound>([['limit', 3]]);
  bindVariables(specs, bindings, {
    world,
    opening,
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
    const { world, opening } = await arenaOf('train');
    const binder = createBinder(pack, 'train', world, opening);
    expect(() => binder.task('magic', 0)).toThrow(/no family "magic"; it has: damaged_refund/);
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
});
