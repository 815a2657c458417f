/** Plays the cases of a built-in pack in other words than its gold solutions, for tests of what counts as said and as asked. */
import type { Split } from '@understudy/kernel';
import { goldAgent } from '../agents/gold.ts';
import type { Arena } from '../episode/arena.ts';
import { openArena } from '../episode/arena.ts';
import { rehearse } from '../episode/rehearse.ts';
import { withExpected } from '../generate/admission.ts';
import { createBinder } from '../generate/bind.ts';
import type { Reward } from '../rewards/reward.ts';
import { scoreEpisode } from '../rewards/score.ts';
import { rewardOf, type Pack } from '../schema/pack.ts';
import type { AdmittedTask, GoldMove } from '../schema/task.ts';
import { builtInPacks } from './index.ts';

/** Tasks looked at for one of a case. */
const LOOKED_AT = 80;

export interface Stage {
  /** A task of a case of a family; the one after so many others of that case. */
  task(family: string, caseId: string, after?: number): AdmittedTask;
  /** What an agent earns that does the gold solution as `change` makes it. */
  play(
    task: AdmittedTask,
    change: (moves: readonly GoldMove[]) => readonly GoldMove[],
    seed?: number,
  ): Reward;
}

export async function stageOf(packId: string, split: Split): Promise<Stage> {
  const pack = packOf(packId);
  const arena = await openArena(pack, split);
  return {
    task: (family, caseId, after = 0) => find(pack, split, arena, family, caseId, after),
    play: (task, change, seed = 0) => {
      const { log } = rehearse(pack, { ...task, gold: change(task.gold) }, arena, goldAgent, {
        id: 'test',
        seed,
      });
      return scoreEpisode(task, rewardOf(pack, task.family), log, { arena, pack });
    },
  };
}

function packOf(id: string): Pack {
  const pack = builtInPacks.find((one) => one.id === id);
  if (pack === undefined) throw new Error(`there is no built-in pack ${id}`);
  return pack;
}

function find(
  pack: Pack,
  split: Split,
  arena: Arena,
  family: string,
  caseId: string,
  after: number,
): AdmittedTask {
  const binder = createBinder(pack, split, arena);
  let left = after;
  for (let index = 0; index < LOOKED_AT; index += 1) {
    arena.world.reset();
    const task = binder.task(family, index);
    if (task.case !== caseId) continue;
    if (left === 0) return withExpected(pack, task, arena);
    left -= 1;
  }
  throw new Error(`${pack.id}/${family}: too few of ${String(LOOKED_AT)} tasks are of the case ${caseId}`);
}

/** The moves in other words: `words` maps the beginning of a text to what is said instead. */
export function inOtherWords(
  words: Readonly<Record<string, string>>,
): (moves: readonly GoldMove[]) => readonly GoldMove[] {
  return (moves) =>
    moves.map((move) => {
      if (move.kind === 'call') return move;
      const found = Object.entries(words).find(([beginning]) => move.text.startsWith(beginning));
      return found === undefined ? move : { ...move, text: found[1] };
    });
}

/** The moves with another last line. */
export function lastly(text: string): (moves: readonly GoldMove[]) => readonly GoldMove[] {
  return (moves) =>
    moves.map((move, i) => (i === moves.length - 1 && move.kind === 'say' ? { ...move, text } : move));
}

/** The moves without the calls of a tool. */
export function without(tool: string): (moves: readonly GoldMove[]) => readonly GoldMove[] {
  return (moves) => moves.filter((move) => move.kind !== 'call' || move.tool !== tool);
}
