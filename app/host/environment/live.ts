/** Serves live tasks to jobs that play while they learn, in a thread of this process, and keeps their episodes. */
import type { LiveTasks, LiveTasksWanted, TraceStore } from '@understudy/engine';
import { recordEpisodes } from './record.ts';
import { startEnvironmentThread } from './thread.ts';

/** The variable through which the token reaches the trainer. */
const TOKEN = 'UNDERSTUDY_ENV_TOKEN';

/** Rejects with ScenarioError where the pack cannot be opened, WorkspaceError where its run cannot be made in the store. */
export async function openLiveTasks(
  { pack, tasks, run }: LiveTasksWanted,
  store: TraceStore,
): Promise<LiveTasks & { readonly tasks: number }> {
  const recorder =
    run === null ? null : recordEpisodes(store, { id: run, policyId: `grpo:${run}`, scenario: pack.id });
  const environment = await startEnvironmentThread({
    scenario: pack,
    ...(tasks === null ? {} : { tasks }),
    ...(recorder === null ? {} : { onFinished: (episode) => recorder.keep(episode) }),
  });
  const broken = new AbortController();
  environment.broken.catch((error: unknown) => broken.abort(error));
  return {
    url: environment.url,
    tokenVariable: TOKEN,
    token: environment.token,
    tasks: environment.tasks,
    broken: broken.signal,
    close: () => environment.close(),
  };
}
