/** A population made and worked on from a seed alone, for the test that does it in another process. */
import { createClock, createRng, invokeTool, loadKernel, OPENING_TIME } from '@understudy/kernel';
import { crm } from './index.ts';

/** Template hash, every answer, and the hash at the end. */
export async function playSeed(seed: string): Promise<string> {
  const rng = createRng(seed);
  const world = (await loadKernel()).openWorld(
    crm.generate(rng, { size: 400, split: 'train', locales: ['en', 'de'] }),
  );
  const clock = createClock(OPENING_TIME);
  const user = world.get(`SELECT id FROM users WHERE role = 'manager' ORDER BY id`)?.['id'] ?? null;
  const context = { world, clock, actor: { kind: 'agent', id: 'a' } as const, focus: { userId: user } };
  const calls: readonly (readonly [string, unknown])[] = [
    [
      'query_records',
      { query: 'SELECT StageName, SUM(Amount), COUNT(Id) FROM Opportunity GROUP BY StageName' },
    ],
    ['query_records', { query: 'SELECT Id, Name, Account.Name FROM Opportunity WHERE CloseDate < TODAY' }],
    ['search_records', { query: 'logistics' }],
    ['create_record', { object: 'Task', fields: { Subject: 'Call', ActivityDate: '2026-07-01' } }],
  ];
  const answers = calls.map(([name, args]) => JSON.stringify(invokeTool(crm.tools, context, name, args)));
  const lines = [world.templateHash, ...answers, world.hash()];
  world.close();
  return lines.join('\n');
}
