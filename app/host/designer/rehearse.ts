/** A task of a draft, played by hand or by a policy without being recorded: from its beginning, or from where an episode stood. */
import { bindTask, HUMAN, openLive, rebuildSession, type Rebuilt } from '@understudy/engine';
import type { Json } from '@understudy/kernel';
import {
  isShift,
  openArena,
  parsePack,
  taskId,
  type AdmittedTask,
  type Arena,
  type Pack,
} from '@understudy/scenarios';
import type { HostContext } from '../context.ts';
import { explained } from '../episodes/fork.ts';
import { RequestError } from '../errors.ts';
import { createBench } from '../play/policies.ts';

export interface RehearsalOrder {
  readonly document: Json;
  readonly family: string;
  readonly index: number;
  /** Who plays the agent: a policy, or null for a person. */
  readonly policy: string | null;
  /** Models that speak for the user and answer the rubrics, where there are any. */
  readonly voice?: string | undefined;
  readonly judge?: string | undefined;
  /** Begins where this episode stood after this event. */
  readonly episode: { readonly id: string; readonly step: number } | null;
}

export async function rehearse(context: HostContext, order: RehearsalOrder): Promise<string> {
  const pack = parsePack(order.document, 'the draft');
  const original = order.episode === null ? null : context.store.episode(order.episode.id);
  if (order.episode !== null && original === null)
    throw new RequestError(
      'NOT_FOUND',
      `There is no episode ${order.episode.id}.`,
      'Choose one from its run.',
    );
  const split = original?.split ?? 'train';
  const arena = await openArena(pack, split);
  try {
    const id = original?.taskId ?? taskId(pack, order.family, split, order.index);
    const task = playable(pack, split, arena, id);
    const rebuilt = beginning(context, pack, task, arena, order);
    const { policy, voice, judge } = order;
    const bench = createBench(context, task, { voice, judge });
    const live = openLive({
      ...{ pack, task, arena },
      seed: original?.seed ?? 0,
      policyId: policy ?? HUMAN,
      writer: null,
      judged: bench.judged,
      ...(rebuilt === null ? {} : { from: rebuilt }),
    });
    const agent = policy === null ? 'person' : 'machine';
    return context.stages.open({
      live,
      policyId: policy ?? HUMAN,
      seats: { agent, user: 'machine' },
      policy,
      bench,
    });
  } catch (error) {
    arena.world.close();
    throw error;
  }
}

function playable(pack: Pack, split: 'train' | 'heldout', arena: Arena, id: string): AdmittedTask {
  const task = bindTask(pack, split, arena, id);
  if (!isShift(task)) return task;
  throw new RequestError('BAD_REQUEST', 'A shift is played by policies only.', 'Choose a single task.');
}

/** A draft in which something else happens now than in the episode cannot go back to it; the error says from where on. */
function beginning(
  { store }: HostContext,
  pack: Pack,
  task: AdmittedTask,
  arena: Arena,
  { episode }: RehearsalOrder,
): Rebuilt | null {
  if (episode === null) return null;
  try {
    return rebuildSession({ pack, task, arena }, store.events(episode.id), episode.step);
  } catch (error) {
    return explained(error);
  }
}
