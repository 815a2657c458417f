import { describe, expect, it } from 'vitest';
import { fail, succeed } from '../define-tool.ts';
import { loadKernel } from '../kernel.ts';
import { lamps } from '../lamps.fixture.ts';
import type { System } from '../system.ts';
import type { Tool } from '../tool.ts';
import { exploreSystem } from './explore.ts';

const kernel = await loadKernel();
const explore = (system: System) => exploreSystem(kernel, system, { seed: 1, calls: 120, size: 100 });
/** The lamps, with `switch_on` changed. */
const withTool = (change: Partial<Tool>): System => ({
  ...lamps,
  tools: lamps.tools.map((tool) => (tool.name === 'switch_on' ? { ...tool, ...change } : tool)),
});
const setStatus =
  (status: string): Tool['run'] =>
  ({ world }) => {
    world.run(`UPDATE lamps SET status = ? WHERE id = 1`, status);
    return succeed(null);
  };

describe('exploreSystem()', () => {
  it('finds nothing in a sound system, and sees all it can do, also by the clock', () => {
    const { findings, events, untried, succeeded, hash } = explore(lamps);
    expect(findings).toEqual([]);
    expect(events).toEqual({ seen: ['lamp.SWITCH_ON', 'lamp.SWITCH_OFF', 'lamp.BURN_OUT'], unseen: [] });
    expect(untried).toEqual([]);
    expect(succeeded).toBeGreaterThan(40);
    expect(explore(lamps).hash).toBe(hash);
  });

  let calls = 0;
  it.each<[string, string, System]>([
    [
      'a status that is no state',
      'lamps.status became dim, which is no state',
      withTool({ run: setStatus('dim') }),
    ],
    [
      'a status without an event',
      'off became broken by events that the tool does not declare',
      withTool({ run: setStatus('broken') }),
    ],
    ['an event that is not declared', 'off became on by events', withTool({ events: [] })],
    [
      'a way back that no event has',
      'broken became on, which no event does',
      {
        ...withTool({ run: setStatus('on') }),
        generate: (...given) => {
          const { ddl, tables } = lamps.generate(...given);
          const rows = [{ id: 1, room_id: 1, status: 'broken' }];
          return { ddl, tables: [tables[0] ?? { name: 'rooms', rows: [] }, { name: 'lamps', rows }] };
        },
      },
    ],
    [
      'a throw',
      'it threw: a bug',
      withTool({
        run: () => {
          throw new Error('a bug');
        },
      }),
    ],
    ['a read that writes', 'it says it only reads, yet changed the world', withTool({ effect: 'read' })],
    [
      'another world from the same seed',
      'the same seed gave another world',
      withTool({
        run: ({ world }) => {
          world.run('UPDATE rooms SET name = ? WHERE id = 1', String((calls += 1)));
          return succeed(null);
        },
      }),
    ],
    ['a timer that nobody answers', 'a tool sets it, and nobody answers it', { ...lamps, timers: {} }],
    [
      'a timer that throws',
      'it threw: gone',
      {
        ...lamps,
        timers: {
          'lamp.BURN_OUT': () => {
            throw new Error('gone');
          },
        },
      },
    ],
    [
      'a timer that breaks the rules',
      'lamps.status became dim, which is no state',
      {
        ...lamps,
        timers: {
          'lamp.BURN_OUT': ({ world }, { subject }) =>
            void world.run(`UPDATE lamps SET status = 'dim' WHERE id = ?`, Number(subject)),
        },
      },
    ],
  ])('finds %s', (_what, problem, system) => {
    const { findings } = explore(system);
    const found = findings.map((finding) => finding.problem).join('\n');
    expect(found).toContain(problem);
  });

  it('names the tools that never succeed', () => {
    expect(explore(withTool({ run: () => fail('forbidden', 'No.') })).untried).toEqual(['switch_on']);
  });
});
