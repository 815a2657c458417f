/** Tasks as text, for the test that binds them in another process. */
import type { Split } from '@understudy/kernel';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import { createBinder } from './bind.ts';
import { taskKeys } from './tasks.ts';

export async function boundTasks(split: Split, count: number): Promise<string> {
  const arena = await arenaOf(split);
  arena.world.reset();
  const binder = createBinder(pack, split, arena);
  return JSON.stringify(taskKeys(pack, split, count).map(({ family, index }) => binder.task(family, index)));
}
