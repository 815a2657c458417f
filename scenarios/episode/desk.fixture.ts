/** The built-in desk for tests: its pack, its arenas, its tasks, and episodes played from a list of acts. */
import type { Json, Split } from '@understudy/kernel';
import type { Act, Agent } from '../agents/agent.ts';
import { withExpected } from '../generate/admission.ts';
import { createBinder } from '../generate/bind.ts';
import { builtInPacks } from '../packs/index.ts';
import type { Reward } from '../rewards/reward.ts';
import { scoreEpisode } from '../rewards/score.ts';
import type { Pack } from '../schema/pack.ts';
import type { AdmittedTask, GoldMove } from '../schema/task.ts';
import type { EpisodeEvent } from '../trace/event.ts';
import type { Arena } from './arena.ts';
import { openArena } from './arena.ts';
import { rehearse } from './rehearse.ts';

const [first] = builtInPacks;
if (first === undefined) throw new Error('there is no built-in pack');
export const pack: Pack = first;

const arenas = new Map<Split, Promise<Arena>>();

export function arenaOf(split: Split = 'train'): Promise<Arena> {
  const arena = arenas.get(split) ?? openArena(pack, split);
  arenas.set(split, arena);
  return arena;
}

export async function taskOf(family: string, index = 0, split: Split = 'train'): Promise<AdmittedTask> {
  const arena = await arenaOf(split);
  arena.world.reset();
  const task = createBinder(pack, split, arena).task(family, index);
  return withExpected(pack, task, arena);
}

/** An agent that does these acts in turn, then says its last line over and over. */
export function script(acts: readonly Act[]): Agent {
  return ({ turn }) => acts[turn] ?? { say: 'Is there anything else I can do?' };
}

/** The gold solution as acts, asking for both facts first whatever the user has told. */
export function goldActs(task: AdmittedTask): readonly Act[] {
  return task.gold.map((move) => {
    if (move.kind === 'call') return { call: move.tool, arguments: move.arguments };
    return { say: move.text.replace('{asked}', 'order number and postcode') };
  });
}

export function goldCall(task: AdmittedTask, tool: string): Extract<GoldMove, { kind: 'call' }> {
  const move = task.gold.find((one) => one.kind === 'call' && one.tool === tool);
  if (move?.kind !== 'call') throw new Error(`the gold solution of ${task.id} does not call ${tool}`);
  return move;
}

/** A value of a call's arguments, which in the built-in pack are all texts. */
export function textOf(value: Json | undefined): string {
  if (typeof value !== 'string') throw new Error('this argument is not a text');
  return value;
}

export interface Outcome {
  readonly log: readonly EpisodeEvent[];
  readonly reward: Reward;
  /** Score by component id. */
  readonly scores: Readonly<Record<string, number | null>>;
  /** Evidence by component id, as one text. */
  readonly evidence: Readonly<Record<string, string>>;
}

export async function playActs(task: AdmittedTask, acts: readonly Act[], seed = 0): Promise<Outcome> {
  return playAgent(task, script(acts), seed);
}

export async function playAgent(task: AdmittedTask, agent: Agent, seed = 0): Promise<Outcome> {
  const arena = await arenaOf(task.split);
  const { log } = rehearse(pack, task, arena, agent, { id: 'test', seed });
  const reward = scoreEpisode(task, pack.reward, log);
  return {
    log,
    reward,
    scores: Object.fromEntries(reward.components.map(({ id, score }) => [id, score])),
    evidence: Object.fromEntries(reward.components.map(({ id, evidence }) => [id, evidence.join('\n')])),
  };
}
