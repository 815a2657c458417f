import { describe, expect, it } from 'vitest';
import { bindTasks } from '../generate/tasks.ts';
import { idleStrategies } from '../agents/idle.ts';
import { openArena } from '../episode/arena.ts';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import { builtInPacks } from '../packs/index.ts';
import type { Pack } from '../schema/pack.ts';
import { auditPack, stratifiedTasks } from './audit.ts';

describe('the audit', () => {
  for (const one of builtInPacks)
    it(`finds nothing to be had for nothing in ${one.id}`, { timeout: 60_000 }, async () => {
      const arena = await openArena(one, 'train');
      const tasks = bindTasks(one, 'train', arena, one.families.length);
      const audit = auditPack(one, [{ arena, tasks: stratifiedTasks(tasks, 5, 1) }]);
      arena.world.close();
      expect(
        [audit.gold, ...audit.lazy].filter(({ holes, unjudged }) => holes.length + unjudged > 0),
      ).toEqual([]);
      expect(audit).toMatchObject({ sound: true, gold: { value: 1 } });
    });

  it('finds a hole, names the tasks and the family, and does not take a judge for a wall', async () => {
    const arena = await arenaOf();
    const tasks = bindTasks(pack, 'train', arena, 11);
    const careless: Pack = {
      ...pack,
      reward: [
        ...pack.reward.filter(({ kind }) => kind === 'goal_state'),
        {
          id: 'j',
          kind: 'judge',
          weight: 1,
          gate: false,
          rubric: [{ id: 'q', question: 'Was it good?', weight: 1 }],
        },
      ],
    };
    const audit = auditPack(careless, [{ arena, tasks }]);
    expect(audit.sound).toBe(false);
    expect(audit.gold.value).toBe(1);
    const row = audit.lazy.find(
      ({ strategy }) => strategy === 'always close_ticket refused identity_not_proven',
    );
    expect(row?.worst).toEqual({ family: 'identity_failed', value: 1 });
    expect(row?.value).toBeCloseTo(1 / 11);
    expect(row?.holes.map(({ taskId }) => taskId)).toEqual(
      tasks.filter(({ family }) => family === 'identity_failed').map(({ id }) => id),
    );
    expect(audit.lazy.find(({ strategy }) => strategy === 'no-op')?.value).toBe(0);
  });

  it('says so when the gold solution falls short', async () => {
    const arena = await arenaOf();
    const tasks = bindTasks(pack, 'train', arena, 2);
    const silent = tasks.map((task) => ({ ...task, communicate: [['a unicorn']] }));
    const audit = auditPack(pack, [{ arena, tasks: silent }], { strategies: [] });
    expect(audit).toMatchObject({ sound: false, gold: { value: 0 } });
    expect(audit.gold.holes).toHaveLength(2);
  });

  it('plays every kind of lazy strategy, each once', async () => {
    const strategies = idleStrategies((await arenaOf()).specs);
    expect(new Set(strategies.map(({ id }) => id)).size).toBe(strategies.length);
    expect(new Set(strategies.map(({ kind }) => kind))).toEqual(
      new Set([
        'no-op',
        'always refuse',
        'always close',
        'always act',
        'random',
        'spam',
        'database-dump',
        'pretend a check',
        'read, then refuse',
        'run to the turn limit',
        'garbage text',
        'end early',
        'echo the user',
        'repeat the policy text',
        'talk to the judge',
      ]),
    );
  });

  it('samples evenly over families and cases, by its seed', async () => {
    const tasks = bindTasks(pack, 'train', await arenaOf(), 44);
    const sample = stratifiedTasks(tasks, 11, 3);
    expect(new Set(sample.map(({ family }) => family)).size).toBe(pack.families.length);
    expect(stratifiedTasks(tasks, 11, 3)).toEqual(sample);
    expect(stratifiedTasks(tasks, 11, 4)).not.toEqual(sample);
    expect(stratifiedTasks(tasks, 1000, 3)).toHaveLength(44);
  });
});
