/** Shifts of the built-in desk for tests: bound once, played with scripted agents. */
import type { Split } from '@understudy/kernel';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import type { EpisodeEvent } from '../trace/event.ts';
import { goldShiftAgent, type ShiftAgent } from './agents.ts';
import { bindShifts } from './bind.ts';
import { rehearseShift } from './rehearse.ts';
import { scoreShift } from './score.ts';
import type { ShiftTask } from './task.ts';

const bound = new Map<Split, Promise<readonly ShiftTask[]>>();

/** The first three shifts of a split. */
export async function shiftsOf(split: Split = 'train'): Promise<readonly ShiftTask[]> {
  const tasks =
    bound.get(split) ?? arenaOf(split).then((arena) => bindShifts(pack, 'morning', split, arena, 3));
  bound.set(split, tasks);
  return tasks;
}

export async function firstShift(): Promise<ShiftTask> {
  const [first] = await shiftsOf();
  if (first === undefined) throw new Error('the built-in desk has no shift');
  return first;
}

export interface PlayedShift {
  readonly log: readonly EpisodeEvent[];
  readonly value: number | null;
  /** Score and first line of evidence by component id. */
  readonly scores: Readonly<Record<string, number | null>>;
  readonly evidence: Readonly<Record<string, string>>;
}

export async function playShift(
  task: ShiftTask,
  agent: ShiftAgent = goldShiftAgent,
  seed: number = 0,
): Promise<PlayedShift> {
  const arena = await arenaOf(task.split);
  const { log } = rehearseShift(pack, task, arena, agent, { id: 'test', seed });
  const { value, components } = scoreShift(pack, task, log, { arena });
  return {
    log,
    value,
    scores: Object.fromEntries(components.map(({ id, score }) => [id, score])),
    evidence: Object.fromEntries(components.map(({ id, evidence }) => [id, evidence.join('\n')])),
  };
}
