/** Plays an episode on from one of its steps, as a piece of work that leads to the new episode. */
import {
  choiceOf,
  findPolicy,
  forkEpisode,
  listPolicies,
  openPolicy,
  RebuildError,
  rebuildSession,
  scriptedNames,
  type PolicyChoice,
  type Rebuilt,
  type Workspace,
} from '@understudy/engine';
import type { EpisodeEvent } from '@understudy/scenarios';
import type { z } from 'zod';
import type { forkSchema } from '../contract/episodes.ts';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import { withPlayed, type Played } from './played.ts';

const SCRIPTS: readonly string[] = scriptedNames;

/** Who can play on: the workspace's policies, then the scripted ones. */
export function forkPolicies(
  workspace: Workspace,
): readonly { readonly name: string; readonly label: string }[] {
  return [
    ...readyModels(workspace),
    { name: 'gold', label: 'The known solution' },
    ...SCRIPTS.filter((name) => name !== 'gold').map((name) => ({ name, label: `Script: ${name}` })),
  ];
}

/** The workspace's policies that can answer now. */
export function readyModels(
  workspace: Workspace,
): readonly { readonly name: string; readonly label: string }[] {
  return listPolicies(workspace)
    .filter(({ state }) => state === 'ready')
    .map(({ id, title }) => ({ name: id, label: title }));
}

export function startFork(
  context: HostContext,
  wanted: z.output<typeof forkSchema>,
): { readonly work: string } {
  const { workspace, store, works, changes } = context;
  const { id, seq, policy: name, temperature, userLine } = wanted;
  const choice = choiceNamed(workspace, name);
  const item = works.start({
    kind: 'fork',
    title: `Playing on from step ${String(seq)}`,
    run: async (signal, report) =>
      withPlayed(context, id, async ({ record, pack, task, arena }) => {
        report.stage('Opening the policy');
        const policy = await openPolicy({ ...choice, temperature, processes: 1 }, [task], signal);
        try {
          report.stage('Playing on');
          const { episodeId, reward } = await forkEpisode(
            {
              place: { pack, task, arena },
              ...{ store, original: record, upTo: seq, policy },
              ...(userLine === undefined ? {} : { userLine }),
            },
            signal,
          ).catch(explained);
          report.link(`/compare?a=${encodeURIComponent(id)}&b=${encodeURIComponent(episodeId)}`);
          changes.announce('runs');
          changes.announce('episodes', episodeId);
          if (reward.success === null) return 'The new episode could not be judged.';
          return reward.success ? 'The new episode passed.' : 'The new episode failed.';
        } finally {
          await policy.close();
        }
      }),
  });
  return { work: item.id };
}

/** What opens the policy of that name: a scripted one, or one of the workspace. */
export function choiceNamed(
  workspace: Workspace,
  name: string,
): Pick<PolicyChoice, 'name' | 'keyVariable' | 'requestsPerMinute'> {
  return SCRIPTS.includes(name) ? { name } : choiceOf(findPolicy(workspace, name));
}

/** The session as it stood after a step. Throws RequestError where the episode does not come out the same again. */
export function rebuiltTo(played: Played, events: readonly EpisodeEvent[], upTo: number): Rebuilt {
  try {
    return rebuildSession(played, events, upTo);
  } catch (error) {
    return explained(error);
  }
}

/** Throws what a person can read of an episode that does not come out the same again. */
export function explained(error: unknown): never {
  if (error instanceof RebuildError) throw new RequestError('CONFLICT', error.message, error.remedy);
  throw error;
}
