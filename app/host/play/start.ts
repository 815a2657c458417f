/** How a live episode begins: on a task, or where a recorded episode stood. */
import { createHash } from 'node:crypto';
import {
  bindTask,
  episodeSeed,
  HUMAN,
  movedTo,
  openLive,
  packById,
  rebuildSession,
  type EpisodeRecord,
  type EpisodeWriter,
  type TraceStore,
} from '@understudy/engine';
import type { Split } from '@understudy/kernel';
import { isShift, openArena, taskId, type AdmittedTask, type Arena, type Pack } from '@understudy/scenarios';
import { z } from 'zod';
import type { HostContext } from '../context.ts';
import type { StartPlay } from '../contract/play.ts';
import { RequestError } from '../errors.ts';
import { explained } from '../episodes/fork.ts';
import { createBench, type Bench, type Helpers } from './policies.ts';

/** What the runs of Play say of themselves. */
const handSettings = z.object({
  by: z.literal('hand'),
  policy: z.string().nullable(),
  voice: z.string().optional(),
  judge: z.string().optional(),
});

/** How a run that was played by hand was set up; null for any other run. */
export function handRun(settings: unknown): z.output<typeof handSettings> | null {
  const parsed = handSettings.safeParse(settings);
  return parsed.success ? parsed.data : null;
}

export async function startPlay(context: HostContext, wanted: StartPlay): Promise<string> {
  const pack = packById(context.workspace, wanted.scenario);
  const id = taskId(pack, wanted.family, wanted.split, wanted.index);
  return onArena(pack, wanted.split, async (arena) => {
    const task = taskOf(pack, wanted.split, arena, id);
    return withBench(context, task, wanted, (policyId, bench) => {
      const { policy, seat, voice, judge } = wanted;
      const { writer, seed } = begin(context.store, { pack, task, policyId, policy, voice, judge });
      const live = openLive({ pack, task, arena, seed, policyId, writer, judged: bench.judged });
      return context.stages.open({ live, policyId, seats: seatsOf(seat), policy, bench });
    });
  });
}

export interface GoOn {
  readonly episodeId: string;
  /** The step to go back to; null is the last one. */
  readonly seq: number | null;
  readonly seat: 'agent' | 'user';
  readonly policy: string | null;
}

/** Plays a recorded episode on, as a new episode that knows where it left the other. */
export async function goOn(context: HostContext, wanted: GoOn): Promise<string> {
  const { store, workspace, stages } = context;
  const original = store.episode(wanted.episodeId);
  if (original === null)
    throw new RequestError(
      'NOT_FOUND',
      `There is no episode ${wanted.episodeId}.`,
      'Choose one from the list.',
    );
  const run = store.run(original.runId);
  const pack = packById(workspace, run?.scenario ?? '');
  const before = handRun(run?.settings);
  const policy = wanted.policy ?? before?.policy ?? null;
  const helpers = { voice: before?.voice, judge: before?.judge };
  return onArena(pack, original.split, async (arena) => {
    const task = taskOf(pack, original.split, arena, original.taskId);
    const recorded = store.events(original.id);
    const rebuilt = attempt(() =>
      rebuildSession({ pack, task, arena }, recorded, wanted.seq ?? recorded.length),
    );
    if (rebuilt.session.next.who === 'nobody')
      throw new RequestError('CONFLICT', 'The episode is over there.', 'Go back to an earlier step.');
    const { seq } = rebuilt.events.at(-1) ?? { seq: 0 };
    return withBench(context, task, { seat: wanted.seat, policy, ...helpers }, (policyId, bench) => {
      const { writer, seed } = begin(store, { pack, task, policyId, policy, ...helpers, original, seq });
      const events = movedTo(rebuilt.events, Date.now());
      writer.append(events);
      const from = { session: rebuilt.session, events };
      const live = openLive({ pack, task, arena, seed, policyId, writer, from, judged: bench.judged });
      return stages.open({ live, policyId, seats: seatsOf(wanted.seat), policy, bench });
    });
  });
}

function seatsOf(seat: 'agent' | 'user'): {
  readonly agent: 'person' | 'machine';
  readonly user: 'person' | 'machine';
} {
  return seat === 'agent' ? { agent: 'person', user: 'machine' } : { agent: 'machine', user: 'person' };
}

/** Closes the arena where nothing came of it; the stage closes it otherwise. */
async function onArena(pack: Pack, split: Split, use: (arena: Arena) => Promise<string>): Promise<string> {
  const arena = await openArena(pack, split);
  try {
    return await use(arena);
  } catch (error) {
    arena.world.close();
    throw error;
  }
}

function taskOf(pack: Pack, split: Split, arena: Arena, id: string): AdmittedTask {
  const task = bindTask(pack, split, arena, id);
  if (!isShift(task)) return task;
  throw new RequestError('BAD_REQUEST', 'A shift is played by policies only.', 'Choose a single task.');
}

/**
 * What the episode says of who plays the agent. A policy is opened for it: its id says which model it is. Whatever was opened is
 * closed where `use` fails, and is the stage's otherwise.
 */
async function withBench(
  context: HostContext,
  task: AdmittedTask,
  { seat, policy, ...helpers }: Pick<GoOn, 'seat' | 'policy'> & Helpers,
  use: (policyId: string, bench: Bench) => string,
): Promise<string> {
  if (seat === 'user' && policy === null)
    throw new RequestError('BAD_REQUEST', 'Nobody was chosen to play the agent.', 'Choose a policy.');
  const bench = createBench(context, task, helpers);
  try {
    const open = async (name: string): Promise<string> =>
      (await bench.policy(name, new AbortController().signal)).id;
    return use(seat === 'agent' || policy === null ? HUMAN : await open(policy), bench);
  } catch (error) {
    await bench.close();
    throw error;
  }
}

interface Beginning extends Helpers {
  readonly pack: Pack;
  readonly task: AdmittedTask;
  readonly policyId: string;
  readonly policy: string | null;
  readonly original?: EpisodeRecord;
  readonly seq?: number;
}

/** Begins the next sample of the task in the run of this scenario and player. */
function begin(
  store: TraceStore,
  { pack, task, policyId, policy, voice, judge, original, seq }: Beginning,
): { readonly writer: EpisodeWriter; readonly seed: number } {
  const digest = createHash('sha256').update(JSON.stringify(pack)).digest('hex').slice(0, 12);
  const helpers = {
    ...(voice === undefined ? {} : { voice }),
    ...(judge === undefined ? {} : { judge }),
  };
  const helped = Object.entries(helpers)
    .map(([what, id]) => `-${what}-${id}`)
    .join('');
  const name = `${policyId}${helped}`.replaceAll(/[^\w.-]+/g, '-');
  const runId = `play-${pack.id}-${name}-${digest.slice(0, 8)}`;
  const known = store.run(runId);
  if (known === null)
    store.createRun({
      id: runId,
      kind: 'rollout',
      policyId,
      scenario: pack.id,
      settings: { by: 'hand', policy, pack: digest, ...helpers },
    });
  const before = store.episodes({ runIds: [runId], taskIds: [task.id] });
  const sample = before.reduce((next, one) => Math.max(next, one.sample + 1), 0);
  const seed = original?.seed ?? episodeSeed(0, task.id, sample);
  const writer = store.beginEpisode({
    runId,
    taskId: task.id,
    family: task.family,
    split: task.split,
    sample,
    seed,
    policyId,
    ...(original === undefined ? {} : { forkedFrom: { episodeId: original.id, seq: seq ?? 0 } }),
  });
  return { writer, seed };
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return explained(error);
  }
}
