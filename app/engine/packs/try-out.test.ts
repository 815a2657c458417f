import { builtInPacks, ScenarioError, type Pack } from '@understudy/scenarios';
import { afterAll, describe, expect, test } from 'vitest';
import { createTryOuts } from './try-out.ts';

const found = builtInPacks.find(({ id }) => id === 'helpdesk-refunds');
if (found === undefined) throw new Error('the built-in packs have changed');
const pack: Pack = { ...found, id: 'mine' };
const family = 'damaged_refund';
const tryOuts = createTryOuts();
afterAll(async () => tryOuts.close());

describe('a pack that is tried out', { timeout: 30_000 }, () => {
  test('shows tasks with their values, their solution and how hard they are', async () => {
    const tasks = await tryOuts.ask({ what: 'tasks', pack, family, split: 'train', count: 3 }, undefined);
    expect(tasks.map(({ id }) => id)).toEqual([0, 1, 2].map((i) => `mine/${family}/train/${String(i)}`));
    const [first] = tasks;
    expect(first?.task).toMatchObject({ outcome: 'act', difficulty: { level: 'easy' } });
    const product = first?.facts.find(({ label }) => label === 'product');
    expect(first?.opening).toContain(product?.value);
    expect(first?.values.map(({ name }) => name)).toContain('price');
  });

  test('says of a task that cannot be bound why, and shows the others', async () => {
    const item = { kind: 'row', table: 'products', where: 'price_cents < 0', distinct: [] } as const;
    const families = pack.families.map((one) =>
      one.id === family ? { ...one, variables: { ...one.variables, item } } : one,
    );
    const [first] = await tryOuts.ask(
      { what: 'tasks', pack: { ...pack, families }, family, split: 'train', count: 1 },
      undefined,
    );
    expect(first).toMatchObject({ task: null });
    expect(first?.problem).toMatch(/item/);
  });

  test('lets its users talk: another persona, another conversation', async () => {
    const lines = async (persona: string, change: Partial<Pack['personas'][number]>): Promise<string> => {
      const personas = pack.personas.map((one) => (one.id === persona ? { ...one, ...change } : one));
      const request = { what: 'voice', pack: { ...pack, personas }, family, persona, draws: 2 } as const;
      return JSON.stringify(await tryOuts.ask(request, undefined));
    };
    const calm = await lines('plain', { forthcoming: 1, terse: 0 });
    expect(await lines('plain', { forthcoming: 1, terse: 0 })).toBe(calm);
    expect(await lines('plain', { forthcoming: 0, terse: 1, literacy: 0.2 })).not.toBe(calm);
  });

  test('has its reward audited: sound as it is, with holes where nothing gates but what was said', async () => {
    const audit = await tryOuts.ask({ what: 'audit', pack, family, count: 2 }, undefined);
    expect(audit).toMatchObject({ sound: true, tasks: 2, gold: { value: 1 } });
    const talk = { id: 'polite', kind: 'business_rule', weight: 1, gate: true } as const;
    const reward = [{ ...talk, rule: { type: 'forbidden', phrases: ['damn'] } }] as const;
    const lax = { ...pack, reward: [...reward] };
    const holes = await tryOuts.ask({ what: 'audit', pack: lax, family, count: 2 }, undefined);
    expect(holes.sound).toBe(false);
    expect(holes.lazy.some(({ value }) => value === 1)).toBe(true);
  });

  test('tells which tasks flip with a parameter', async () => {
    const before = pack;
    const now = { ...pack, parameters: { ...pack.parameters, return_days: 7 } };
    const { flips, tasks } = await tryOuts.ask({ what: 'flips', pack: now, before, count: 44 }, undefined);
    expect(tasks).toBe(44);
    expect(flips.length).toBeGreaterThan(0);
    expect(flips.every(({ changed }) => changed.length > 0)).toBe(true);
  });

  test('is left alone when nobody wants to know any more, and answers the next', async () => {
    const stop = new AbortController();
    const audit = tryOuts.ask({ what: 'audit', pack, family, count: 20 }, stop.signal);
    const next = tryOuts.ask({ what: 'tasks', pack, family, split: 'train', count: 1 }, undefined);
    stop.abort(new Error('enough'));
    await expect(audit).rejects.toThrow('enough');
    expect(await next).toHaveLength(1);
  });

  test('that cannot be opened says what is wrong', async () => {
    const wrong = { ...pack, tools: [...pack.tools, 'fly'] };
    const asked = tryOuts.ask({ what: 'tasks', pack: wrong, family, split: 'train', count: 1 }, undefined);
    await expect(asked).rejects.toThrow(ScenarioError);
  });
});
