import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { checkLifecycle } from './check-lifecycle.ts';
import { createLifecycle } from './create-lifecycle.ts';
import { loadKernel } from './kernel.ts';
import type { LifecycleDefinition } from './lifecycle.ts';
import { sampleTemplate } from './sample.fixture.ts';

const item: LifecycleDefinition = {
  id: 'item',
  table: 'items',
  column: 'status',
  initial: 'open',
  states: {
    open: { on: { POKE: 'open', CLOSE: 'closed', HOLD: 'held' }, description: 'Nobody has looked yet.' },
    held: { on: { RELEASE: 'open' } },
    closed: { final: true },
  },
};

const kernel = await loadKernel();
const world = kernel.openWorld(sampleTemplate('lifecycle'));
beforeEach(() => {
  world.reset();
});
afterAll(() => {
  world.close();
});

describe('a lifecycle', () => {
  const lifecycle = createLifecycle(item);

  it('writes the status column and nothing else', () => {
    expect(lifecycle.send(world, 2, 'HOLD')).toEqual({ ok: true, from: 'open', to: 'held' });
    expect(world.diff()).toMatchObject([
      {
        table: 'items',
        key: 2,
        before: { position: 2, status: 'open' },
        after: { position: 2, status: 'held' },
      },
    ]);
  });

  it('answers an illegal event with the state and the legal events, and writes nothing', () => {
    expect(lifecycle.send(world, 2, 'RELEASE')).toEqual({
      ok: false,
      error: {
        code: 'illegal_transition',
        message: 'RELEASE is not possible while the item is open.',
        hint: 'Possible now: CLOSE, HOLD, POKE.',
        retryable: false,
      },
    });
    expect(world.diff()).toEqual([]);
    expect(lifecycle.transition('closed', 'POKE')).toMatchObject({
      error: { hint: 'closed is final: nothing more can happen.' },
    });
    expect(lifecycle.transition('open', 'toString')).toMatchObject({ ok: false });
  });

  it('takes a legal event that leads back to the same state', () => {
    expect(lifecycle.send(world, 2, 'POKE')).toEqual({ ok: true, from: 'open', to: 'open' });
    expect(world.diff()).toEqual([]);
  });

  it('says not_found for a row that is not there, and throws for a state that does not exist', () => {
    expect(lifecycle.send(world, 99, 'HOLD')).toMatchObject({ error: { code: 'not_found' } });
    world.run('UPDATE items SET status = ? WHERE id = 1', 'lost');
    expect(() => lifecycle.send(world, 1, 'HOLD')).toThrow('lost');
  });

  it('carries its machine as JSON that xstate runs alike', () => {
    const machine: unknown = JSON.parse(JSON.stringify(lifecycle.machine));
    expect(machine).toEqual(lifecycle.machine);
    const actor = createActor(createMachine(lifecycle.machine)).start();
    actor.send({ type: 'HOLD' });
    expect(actor.getSnapshot().value).toBe('held');
  });
});

it('allows exactly the events that the definition draws, and leads where it says', () => {
  const names = ['a', 'b', 'c', 'd'] as const;
  const on = fc.dictionary(fc.constantFrom('GO', 'STOP', 'TURN', 'BACK'), fc.constantFrom(...names), {
    minKeys: 1,
  });
  fc.assert(
    fc.property(fc.tuple(on, on, on, on), (edges) => {
      const states = Object.fromEntries(names.map((name, i) => [name, { on: edges[i] ?? {} }]));
      const definition: LifecycleDefinition = { ...item, initial: 'a', states };
      fc.pre(checkLifecycle(definition).length === 0);
      const lifecycle = createLifecycle(definition);
      for (const name of names) {
        const drawn = states[name]?.on ?? {};
        expect(lifecycle.legal(name)).toEqual(Object.keys(drawn).sort());
        for (const [event, to] of Object.entries(drawn)) {
          expect(lifecycle.transition(name, event)).toEqual({ ok: true, from: name, to });
        }
      }
    }),
  );
});

describe('checkLifecycle() finds', () => {
  const { states } = item;
  it.each<[string, Partial<LifecycleDefinition>]>([
    ['initial state new does not exist', { initial: 'new' }],
    [
      'POKE leads to nowhere, which does not exist',
      { states: { ...states, held: { on: { POKE: 'nowhere' } } } },
    ],
    [
      'POKE leads to toString, which does not exist',
      { states: { ...states, held: { on: { POKE: 'toString' } } } },
    ],
    ['lost cannot be reached from open', { states: { ...states, lost: { final: true } } }],
    ['held is a dead end', { states: { ...states, held: {} } }],
    [
      'closed is final, yet has events',
      { states: { ...states, closed: { final: true, on: { REOPEN: 'open' } } } },
    ],
    ['use letters, digits and _', { column: 'status"; --' }],
    ['use letters, digits and _', { states: { ...states, held: { on: { 'a.b': 'open' } } } }],
  ])('%s', (fault, change) => {
    const broken = { ...item, ...change };
    expect(checkLifecycle(broken).join('\n')).toContain(fault);
    expect(() => createLifecycle(broken)).toThrow('lifecycle item');
  });

  it('nothing in a sound one', () => {
    expect(checkLifecycle(item)).toEqual([]);
  });
});
