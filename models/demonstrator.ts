/**
 * A beginner who shows how it is done, and errs. It plans with the gold solution, then spoils the plan at random: skips the
 * check or the reading, does the wrong thing, ends the case wrongly or not at all, forgets to say what matters. The embedded
 * model learns from its episodes, right or wrong; nothing marks which is which.
 */
import type { Rng } from '@understudy/kernel';
import { callsMade, goldAct } from '@understudy/scenarios';
import type { Agent, GoldMove, Task } from '@understudy/scenarios';
import type { Call, Trade } from './trades/trade.ts';

/** Probability of each kind of error, per episode. */
export interface ErrorRates {
  readonly skipCheck: number;
  readonly skipRead: number;
  readonly wrongAction: number;
  readonly wrongEnd: number;
  readonly forgetEnd: number;
  readonly vagueReply: number;
}

const VAGUE = 'I have taken care of it. Is there anything else?';

/** What this demonstrator intends to do in one episode: the gold moves with its errors in them. */
export function plan(task: Task, trade: Trade, rates: ErrorRates, rng: Rng): readonly GoldMove[] {
  const isEnd = (move: GoldMove): move is Call => move.kind === 'call' && trade.isEnd(move);
  const without = (tools: ReadonlySet<string>): readonly GoldMove[] =>
    moves.filter((move) => move.kind !== 'call' || !tools.has(move.tool));
  const hit = (rate: number): boolean => rng.chance(rate);
  let moves: readonly GoldMove[] = task.gold;
  if (hit(rates.skipCheck)) moves = without(trade.checks);
  if (hit(rates.skipRead)) moves = without(trade.reads);
  if (hit(rates.wrongAction)) moves = replaceAction(moves, task, trade, rng);
  if (hit(rates.wrongEnd)) moves = moves.map((move) => (isEnd(move) ? trade.wrongEnd(move, rng) : move));
  if (hit(rates.forgetEnd)) moves = moves.filter((move) => !isEnd(move));
  if (hit(rates.vagueReply))
    moves = moves.map((move) => (move.kind === 'say' ? { kind: 'say', text: VAGUE } : move));
  return moves;
}

/** Swaps what is decided for something else that a beginner might do. */
function replaceAction(moves: readonly GoldMove[], task: Task, trade: Trade, rng: Rng): readonly GoldMove[] {
  const reading = ({ tool }: Call): boolean => trade.checks.has(tool) || trade.reads.has(tool);
  const decision = moves.find((move): move is Call => move.kind === 'call' && !reading(move));
  const wrong = trade.wrongAction(task, decision, rng);
  const kept = moves.filter((move) => move.kind !== 'call' || reading(move));
  const say = kept.findLastIndex((move) => move.kind === 'say');
  return [...kept.slice(0, say), ...wrong, { kind: 'say', text: VAGUE }];
}

/** An agent for one episode of one task. After its plan it ends the case as gold would, and says so. */
export function demonstrator(task: Task, trade: Trade, rates: ErrorRates, rng: Rng): Agent {
  const moves = plan(task, trade, rates, rng);
  const isEnd = (move: GoldMove): boolean => move.kind === 'call' && trade.isEnd(move);
  const end = task.gold.find(isEnd);
  const say = task.gold.findLast((move) => move.kind === 'say');
  const tail = moves.some(isEnd) || end === undefined || say === undefined ? [] : [end, say];
  const plannedTask: Task = { ...task, gold: [...moves, ...tail] };
  return (view) => {
    const act = goldAct({ ...view, task: plannedTask }, callsMade(view.conversation));
    return trade.written(act, view, task, rng);
  };
}
