import { describe, expect, it } from 'vitest';
import { goldAgent } from '../agents/gold.ts';
import { lazyStrategies } from '../agents/lazy.ts';
import { arenaOf, pack, taskOf } from '../episode/desk.fixture.ts';
import { openArena } from '../episode/arena.ts';
import { rehearse } from '../episode/rehearse.ts';
import { builtInPacks } from '../packs/index.ts';
import type { Pack } from '../schema/pack.ts';
import { admit, createGate, earns } from './admission.ts';
import { createBinder } from './bind.ts';
import { rich, richArena } from './rich.fixture.ts';
import { admitTasks, bindTasks, familiesOf } from './tasks.ts';

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

  for (const other of builtInPacks.filter(({ id }) => id !== pack.id))
    for (const split of ['train', 'heldout'] as const)
      it(`admits the first ${split} tasks of every family of ${other.id}`, { timeout: 120_000 }, async () => {
        const arena = await openArena(other, split);
        const count = Math.min(other.tasks[split], 2 * familiesOf(other, split).length);
        const { admitted, rejected } = admitTasks(other, split, arena, count);
        arena.world.close();
        expect(rejected).toEqual([]);
        expect(admitted).toHaveLength(count);
      });

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

  it('refuses a task whose check holds before anything was done, and takes one that the solution makes true', async () => {
    const arena = await arenaOf();
    const task = await taskOf('final_sale');
    const check = (state: string): Pack => ({
      ...pack,
      reward: [
        ...pack.reward,
        {
          ...{ id: 'state', kind: 'sql_assertion', weight: 1, gate: true, is: 'equal', value: state },
          query: 'SELECT status FROM tickets WHERE id = :ticketId',
        },
      ],
    });
    expect(admit(check('open'), task, arena)).toMatchObject({ admitted: false });
    const wrong = { ...check('solved'), reward: check('solved').reward.map(loose) };
    expect(admit(wrong, task, arena)).toMatchObject({
      kind: 'vacuous_check',
      reason: 'state holds on the opening situation already; check what the solution changes',
    });
    expect(admit(check('solved'), task, arena)).toMatchObject({ admitted: true });
  });

  it('takes alternatives that earn 1 too, and expects their ends as well', async () => {
    const { admitted, rejected } = admitTasks(rich, 'train', await richArena('train'));
    expect(rejected).toEqual([]);
    const small = admitted.filter((task) => task.case === 'small');
    expect(small.length).toBeGreaterThan(0);
    for (const task of small) {
      expect(task.otherwise).toHaveLength(1);
      expect(task.otherwise[0]).not.toEqual(task.expected);
    }
  });

  it('refuses a task with an alternative that earns less', async () => {
    const arena = await richArena('train');
    arena.world.reset();
    const task = createBinder(rich, 'train', arena).task('late', 0);
    const silent = task.alternatives.map((moves) => moves.filter(({ kind }) => kind !== 'say'));
    expect(admit(rich, { ...task, alternatives: silent }, arena)).toMatchObject({
      kind: 'alternative_short',
      reason: expect.stringMatching(/^alternative 1 earns 0: told: not told: /),
    });
  });

  it('refuses the same task a second time, naming the first', async () => {
    const gate = createGate(pack, 'train', await arenaOf());
    expect(gate('final_sale', 3)).toMatchObject({ admitted: true });
    expect(gate('final_sale', 3)).toMatchObject({
      ...{ admitted: false, kind: 'duplicate' },
      reason: 'it is the same task as helpdesk-refunds/final_sale/train/3',
    });
  });

  it('refuses values that cannot be bound, and an opening that does not fit, without giving up on the others', async () => {
    const arena = await arenaOf();
    const [family] = pack.families;
    if (family === undefined) throw new Error('the pack has no family');
    const none: Pack['variables'][string] = { kind: 'row', table: 'products', where: '0', distinct: [] };
    const families = [
      { ...family, id: 'unbound', variables: { ...family.variables, item: none } },
      { ...family, id: 'unplayable', opening: [{ table: 'tickets', values: { id: 1, colour: 'red' } }] },
      family,
    ];
    const { candidates, admitted, rejected } = admitTasks({ ...pack, families }, 'train', arena, 6);
    expect([candidates, admitted.length]).toEqual([6, 2]);
    expect(rejected.map(({ kind, level, family: id }) => [id, kind, level])).toEqual([
      ['unbound', 'unbound', null],
      ['unplayable', 'unplayable', 'easy'],
      ['unbound', 'unbound', null],
      ['unplayable', 'unplayable', 'easy'],
    ]);
    expect(rejected[1]?.reason).toMatch(/colour/);
  });

  it('leaves judges out: they never gate', async () => {
    const judge: Pack['reward'][number] = {
      ...{ id: 'kind', kind: 'judge', weight: 1, gate: false },
      rubric: [{ id: 'warm', question: 'Was the agent kind?', weight: 1 }],
    };
    const judged = { ...pack, reward: [...pack.reward, judge] };
    expect(admit(judged, await taskOf('final_sale'), await arenaOf())).toMatchObject({ admitted: true });
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

/** The same component, satisfied by the opening state too. */
function loose(component: Pack['reward'][number]): Pack['reward'][number] {
  return component.kind === 'sql_assertion' ? { ...component, is: 'at_least', value: 'a' } : component;
}
