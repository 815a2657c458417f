/** How hard a task is, worked out from the scenario alone, so that it is known before any model has played. */
import type { Difficulty, GoldMove } from '../schema/task.ts';

export interface Demands {
  readonly gold: readonly GoldMove[];
  /** Cases that the family distinguishes. */
  readonly cases: number;
  /** Policy clauses that lead to the case. */
  readonly clauses: number;
  /** Tools offered. */
  readonly tools: readonly string[];
}

/** Weights sum to 1. The half is where a demand counts half of its weight. */
const WEIGHTS = {
  steps: { weight: 0.4, half: 8 },
  branching: { weight: 0.25, half: 3 },
  clauses: { weight: 0.2, half: 3 },
  distractors: { weight: 0.15, half: 20 },
} as const;

const MEDIUM = 0.3;
const HARD = 0.45;

/**
 * `score` = Σ weight · x / (x + half) over
 *
 *     demand       x                                                    weight   half
 *     steps        calls and questions of the gold solution              0.40      8
 *     branching    cases of the family, less the one that is right       0.25      3
 *     clauses      policy clauses that lead to the case                  0.20      3
 *     distractors  tools offered that the gold solution does not use     0.15     20
 *
 * so it grows with every demand, is 0 where nothing is demanded, and stays below 1. Rounded to three decimals.
 * Easy is below 0.3, hard from 0.45 on.
 */
export function difficultyOf({ gold, cases, clauses, tools }: Demands): Difficulty {
  const steps = gold.filter((move) => move.kind !== 'say').length;
  const used = new Set(gold.flatMap((move) => (move.kind === 'call' ? [move.tool] : [])));
  const distractors = tools.filter((tool) => !used.has(tool)).length;
  const sum =
    share('steps', steps) +
    share('branching', cases - 1) +
    share('clauses', clauses) +
    share('distractors', distractors);
  const score = Math.round(sum * 1000) / 1000;
  const level = score < MEDIUM ? 'easy' : score < HARD ? 'medium' : 'hard';
  return { steps, branching: cases, clauses, distractors, score, level };
}

function share(demand: keyof typeof WEIGHTS, x: number): number {
  const { weight, half } = WEIGHTS[demand];
  return (weight * x) / (x + half);
}
