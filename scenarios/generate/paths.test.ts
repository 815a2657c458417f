import { createRng } from '@understudy/kernel';
import type { LifecycleDefinition } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arenaOf } from '../episode/desk.fixture.ts';
import { drawPath, simplePaths } from './paths.ts';

const names = ['a', 'b', 'c', 'd', 'e'] as const;

/** Any statechart of up to five states and three events each. */
const definitions = fc
  .record({
    targets: fc.array(fc.tuple(fc.nat(4), fc.nat(2), fc.nat(4)), { maxLength: 15 }),
  })
  .map(({ targets }): LifecycleDefinition => {
    const states = Object.fromEntries(
      names.map((name, i) => [
        name,
        {
          on: Object.fromEntries(
            targets.flatMap(([from, event, to]) =>
              from === i ? [[`EVENT_${String(event)}`, names[to] ?? 'a']] : [],
            ),
          ),
        },
      ]),
    );
    return { id: 'any', table: 'things', column: 'status', initial: 'a', states };
  });

describe('paths through a lifecycle', () => {
  it('are legal from the initial state on, end where they say, visit no state twice and are no longer than asked', () => {
    fc.assert(
      fc.property(definitions, fc.nat(6), (definition, longest) => {
        for (const { state, events } of simplePaths(definition, longest)) {
          expect(events.length).toBeLessThanOrEqual(longest);
          const visited = ['a'];
          for (const event of events) {
            const target = definition.states[visited.at(-1) ?? '']?.on?.[event];
            expect(target).toBeDefined();
            visited.push(target ?? '');
          }
          expect(visited.at(-1)).toBe(state);
          expect(new Set(visited).size).toBe(visited.length);
        }
      }),
    );
  });

  it('are all there are: each is found once, and one shorter than asked cannot go on', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const paths = simplePaths(definition, 4).map(({ events }) => events.join(' '));
        expect(new Set(paths).size).toBe(paths.length);
        for (const longer of simplePaths(definition, 5))
          if (longer.events.length <= 4) expect(paths).toContain(longer.events.join(' '));
      }),
    );
  });

  it('are drawn evenly over the states they end in', async () => {
    const { lifecycles } = await arenaOf('train');
    const spec = { lifecycle: 'order', to: ['paid', 'shipped', 'cancelled'], longest: 6 };
    const ends = Array.from({ length: 3000 }, (_, i) =>
      String(drawPath(spec, lifecycles, createRng(i), 'x')['state']),
    );
    for (const state of spec.to) {
      const share = ends.filter((end) => end === state).length / ends.length;
      expect(share).toBeGreaterThan(0.29);
      expect(share).toBeLessThan(0.38);
    }
  });

  it('of every lifecycle of the desk are taken by its own machine', async () => {
    const { lifecycles } = await arenaOf('train');
    for (const lifecycle of lifecycles)
      for (const { state, events } of simplePaths(lifecycle.definition, 6)) {
        const end = events.reduce((at, event) => {
          const step = lifecycle.transition(at, event);
          return step.ok ? step.to : `illegal ${event}`;
        }, lifecycle.definition.initial);
        expect(end).toBe(state);
      }
  });

  it('are a row of state, steps and events', async () => {
    const { lifecycles } = await arenaOf('train');
    const spec = { lifecycle: 'order', to: ['shipped'], longest: 3 };
    const { state, steps, events } = drawPath(spec, lifecycles, createRng('x'), 'x');
    expect(state).toBe('shipped');
    expect(String(events).split(' ')).toHaveLength(Number(steps));
  });

  it('that would have to be longer than allowed are an error', async () => {
    const { lifecycles } = await arenaOf('train');
    expect(() =>
      drawPath({ lifecycle: 'order', to: ['shipped'], longest: 0 }, lifecycles, createRng('x'), 'here'),
    ).toThrow('here: no path of 0 events of order ends in shipped; allow a longer one');
  });
});
