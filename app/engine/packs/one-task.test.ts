import { expect, it } from 'vitest';
import { loadPack, openSplit } from './load.ts';
import { bindTask } from './one-task.ts';

it('one task is bound as it is among all of them, and after others were played in its world', async () => {
  const pack = loadPack('helpdesk-refunds');
  const { arena, tasks } = await openSplit(pack, 'heldout', 30);
  for (const task of tasks.slice(-4)) expect(bindTask(pack, 'heldout', arena, task.id)).toEqual(task);
  expect(() => bindTask(pack, 'heldout', arena, `${pack.id}/no_such_family/heldout/0`)).toThrow(
    /has no task/,
  );
  expect(() => bindTask(pack, 'heldout', arena, 'nothing')).toThrow(/has no task/);
});
