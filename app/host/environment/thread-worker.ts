/** The environment's thread: opens a pack's training tasks, serves them, and hands over what was played. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadPack, openSplit } from '@understudy/engine';
import { parsePack, ScenarioError } from '@understudy/scenarios';
import { startEnvironmentServer } from './server.ts';
import { threadDataSchema, type FromThread } from './thread-protocol.ts';

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}

async function serve(): Promise<void> {
  const { scenario, tasks: count, hand } = threadDataSchema.parse(workerData);
  const pack = typeof scenario === 'string' ? loadPack(scenario) : parsePack(scenario, scenario.id);
  const { arena, tasks } = await openSplit(pack, 'train', count);
  const { url, token } = await startEnvironmentServer({
    pack,
    arena,
    tasks,
    ...(hand
      ? {
          onFinished: ({ events, ...episode }) => {
            tell({ type: 'finished', episode: { ...episode, events: [...events] } });
          },
        }
      : {}),
  });
  tell({ type: 'ready', url, token, tasks: tasks.length });
}

serve().catch((error: unknown) => {
  if (!(error instanceof ScenarioError)) throw error;
  tell({ type: 'refused', message: error.message });
});
