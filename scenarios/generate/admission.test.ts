import { describe, expect, it } from 'vitest';
import { goldAgent } from '../agents/gold.ts';
import { lazyStrategies } from '../agents/lazy.ts';
import { arenaOf, pack, taskOf } from '../episode/desk.fixture.ts';
import { rehearse } from '../episode/rehearse.ts';
import type { Pack } from '../schema/pack.ts';
import { admit, earns } from './admission.ts';
import { admitTasks, bindTasks } from './tasks.ts';

describe('the admission gate', () => {
  for (const split of ['train', 'heldout'] as const)
    it(
      `admits every ${split} task: gold earns 1, no lazy strategy earns anything`,
      { timeout: 120_000 },
      async () => {
        const { admitted, rejected } = admitTasks(pack, split, await arenaOf(split), pack.tasks[split]);
        expect(rejected).toEqual([]);
        expect(admitted).toHaveLength(pack.tasks[split]);
      },
    );

  it('gives the same tasks as binding without the gate', async () => {
    const arena = await arenaOf('heldout');
    expect(bindTasks(pack, 'heldout', arena, 22)).toEqual(admitTasks(pack, 'heldout', arena, 22).admitted);
  });

  it('tries refusing, closing, escalating and transferring in every way, with and without a pretended check', async () => {
    const ids = lazyStrategies((await arenaOf()).specs).map((strategy) => strategy.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [
      'no-op',
      'refuse',
      'random',
      'spam',
      'database-dump',
      'always close_ticket refunded',
      'always close_ticket refused final_sale',
      'always escalate_ticket above_limit',
      'always transfer_ticket billing',
      'pretend and close_ticket refused identity_not_proven',
    ])
      expect(ids).toContain(id);
  });

  it('refuses a task whose gold solution fails, naming the call', async () => {
    const arena = await arenaOf();
    const task = await taskOf('window_expired');
    const broken = task.gold.map((move) =>
      move.kind === 'call' && move.tool === 'get_order' ? { ...move, arguments: { order_id: '12' } } : move,
    );
    const verdict = admit(pack, { ...task, gold: broken }, arena);
    expect(verdict).toMatchObject({ admitted: false, taskId: task.id });
    expect(!verdict.admitted && verdict.reason).toMatch(/gold: get_order failed with validation/);
  });

  it('refuses a task whose gold solution says nothing of what must be told', async () => {
    const task = await taskOf('final_sale');
    const verdict = admit(pack, { ...task, communicate: [['a unicorn']] }, await arenaOf());
    expect(!verdict.admitted && verdict.reason).toMatch(/gold earns 0: told: not told: a unicorn/);
  });

  it('refuses a task that a lazy strategy passes, naming the strategy', async () => {
    const arena = await arenaOf();
    const task = await taskOf('identity_failed');
    const reward = pack.reward.filter((component) => component.kind !== 'process');
    const careless: Pack = {
      ...pack,
      reward: reward.map((component) =>
        component.kind === 'communicated' ? { ...component, catch_all: undefined } : component,
      ),
    };
    const verdict = admit(careless, task, arena);
    expect(!verdict.admitted && verdict.reason).toMatch(
      /^always close_ticket refused identity_not_proven earns 1$/,
    );
  });

  it('scores gold 1 for other draws of the user as well', async () => {
    const arena = await arenaOf('heldout');
    for (const task of bindTasks(pack, 'heldout', arena, 22)) {
      expect(earns(pack, task, arena, goldAgent, 'gold')).toBe(1);
      for (const seed of [1, 2, 3, 4, 5, 6]) {
        const { log } = rehearse(pack, task, arena, goldAgent, { id: 'gold', seed });
        expect(log.at(-1)).toMatchObject({ type: 'closed', reason: 'resolved' });
      }
    }
  });
});
