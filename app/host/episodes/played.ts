/** The task an episode was played on, with its world: opened once and kept, since opening one costs tenths of a second. */
import { createHash } from 'node:crypto';
import type { Split } from '@understudy/kernel';
import { bindTask, packById, type EpisodeRecord, type Workspace } from '@understudy/engine';
import { openArena, ScenarioError, type Arena, type Pack, type PlayedTask } from '@understudy/scenarios';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';

export interface Played {
  readonly record: EpisodeRecord;
  readonly pack: Pack;
  readonly task: PlayedTask;
  readonly arena: Arena;
  /** The scenario has been edited since the episode was played, or nobody can tell. */
  readonly changedSince: boolean;
}

/** Worlds that are kept for the next one who asks. Each takes some megabytes. */
const KEPT = 3;

interface Held {
  readonly arena: Promise<Arena>;
  readonly tasks: Map<string, PlayedTask>;
  users: number;
}

/** One set of worlds for each workspace that is open. */
const open = new WeakMap<Workspace, Map<string, Held>>();

/**
 * Gives `use` the task and its world, which nobody closes meanwhile. Rejects with RequestError for an episode or a scenario that is not
 * there, and with ScenarioError for a task that the scenario does not have any more.
 */
export async function withPlayed<T>(
  { workspace, store }: Pick<HostContext, 'workspace' | 'store'>,
  id: string,
  use: (played: Played) => T | Promise<T>,
): Promise<T> {
  const record = store.episode(id);
  if (record === null)
    throw new RequestError(
      'NOT_FOUND',
      `There is no episode ${id}.`,
      'Choose one from the list of episodes.',
    );
  const run = store.run(record.runId);
  const pack = packOf(workspace, run?.scenario ?? '');
  const digest = createHash('sha256').update(JSON.stringify(pack)).digest('hex');
  const held = holdOf(workspace, pack, record.split, digest);
  held.users += 1;
  try {
    const arena = await held.arena;
    const task = held.tasks.get(record.taskId) ?? bindTask(pack, record.split, arena, record.taskId);
    held.tasks.set(record.taskId, task);
    const played = playedDigest(run?.settings ?? null);
    return await use({
      ...{ record, pack, task, arena },
      changedSince: played !== null && played !== digest.slice(0, 12),
    });
  } finally {
    held.users -= 1;
    await tidy(workspace);
  }
}

function packOf(workspace: Workspace, scenario: string): Pack {
  try {
    return packById(workspace, scenario);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new RequestError(
      'NOT_FOUND',
      `The scenario "${scenario}" that this episode was played on is not at hand.`,
      'Put the scenario back under Scenarios. The episode itself can be read without it.',
    );
  }
}

/** What a run's settings say of the pack it played: the first digits of its hash. */
function playedDigest(settings: unknown): string | null {
  if (typeof settings !== 'object' || settings === null) return null;
  if ('pack' in settings && typeof settings.pack === 'string') return settings.pack;
  return 'settings' in settings ? playedDigest(settings.settings) : null;
}

function holdOf(workspace: Workspace, pack: Pack, split: Split, digest: string): Held {
  const all = open.get(workspace) ?? new Map<string, Held>();
  open.set(workspace, all);
  const key = `${split} ${digest}`;
  const held = all.get(key) ?? {
    arena: openArena(pack, split),
    tasks: new Map<string, PlayedTask>(),
    users: 0,
  };
  // What could not be opened is not remembered: the scenario may be mended.
  held.arena.catch(() => all.delete(key));
  // Least recently used first.
  all.delete(key);
  all.set(key, held);
  return held;
}

async function tidy(workspace: Workspace): Promise<void> {
  const all = open.get(workspace) ?? new Map<string, Held>();
  const idle = [...all].filter(([, held]) => held.users === 0);
  for (const [key, held] of idle.slice(0, Math.max(0, idle.length - KEPT))) {
    all.delete(key);
    (await held.arena).world.close();
  }
}
