/** A world of its own: opened many times in a process that runs for days, and let go of whole. */
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { builtInPacks } from '../packs/index.ts';
import { openArena } from './arena.ts';

setFlagsFromString('--expose-gc');

/** Bytes of buffers, in which the databases lie, once nothing that was let go of is left. */
async function buffers(): Promise<number> {
  for (let i = 0; i < 3; i += 1) {
    runInNewContext('gc()');
    await sleep(20);
  }
  return process.memoryUsage().arrayBuffers;
}

test('what an arena took is given back when its world is closed', async () => {
  const pack = builtInPacks.find(({ id }) => id === 'helpdesk-refunds');
  if (pack === undefined) throw new Error('the pack is gone');
  const openAndClose = async (): Promise<void> => (await openArena(pack, 'train')).world.close();
  await openAndClose();
  const before = await buffers();
  for (let i = 0; i < 4; i += 1) await openAndClose();
  // One database is a megabyte.
  expect((await buffers()) - before).toBeLessThan(500_000);
});
