/** Logs as text, for the test that plays them in another process. */
import { goldAgent } from '../agents/gold.ts';
import { namedStrategies } from '../agents/lazy.ts';
import { arenaOf, pack, taskOf } from './desk.fixture.ts';
import { rehearse } from './rehearse.ts';

export async function playedLogs(seed: number): Promise<string> {
  const arena = await arenaOf();
  const logs: unknown[] = [];
  for (const family of pack.families) {
    const task = await taskOf(family.id, 4);
    for (const agent of [goldAgent, namedStrategies.random, namedStrategies.spam])
      logs.push(rehearse(pack, task, arena, agent, { id: 'test', seed }).log);
  }
  return JSON.stringify(logs);
}
