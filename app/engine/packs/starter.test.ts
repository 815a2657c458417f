import { admitTasks, examinePack, openArena } from '@understudy/scenarios';
import { expect, test } from 'vitest';
import { starterDocument } from './starter.ts';

test(
  'the pack to begin with is valid and every one of its tasks is admitted',
  { timeout: 30_000 },
  async () => {
    const { pack, problems } = examinePack(starterDocument('My first desk'));
    expect(problems).toEqual([]);
    expect(pack).toMatchObject({ title: 'My first desk' });
    if (pack === null) return;
    for (const split of ['train', 'heldout'] as const) {
      const arena = await openArena(pack, split);
      const { admitted, rejected } = admitTasks(pack, split, arena);
      arena.world.close();
      expect(rejected).toEqual([]);
      expect(new Set(admitted.map((task) => task.case)).size).toBe(3);
    }
  },
);
