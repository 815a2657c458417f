/**
 * Dense rewards for training, out of how far an episode has come. Potential-based: F(s, s') = γ·Φ(s') − Φ(s), which leaves every
 * optimal policy optimal (A. Ng, D. Harada, S. Russell, "Policy invariance under reward transformations", ICML 1999, theorem 1).
 * Episodes end in different states, so that Φ of the end is taken for 0; without that the order of policies could change (M. Grześ,
 * "Reward shaping in episodic reinforcement learning", AAMAS 2017). Partial credit is given here and not in the reward's value.
 */
import type { Change, Row } from '@understudy/kernel';
import type { AdmittedTask } from '../schema/task.ts';
import { goalShare } from './end-state.ts';
import { tellings } from './log.ts';
import type { Log } from './log.ts';
import type { RewardSpec } from './spec.ts';
import { missingEntries } from './telling.ts';

export interface ShapingOptions {
  /** Discount, above 0 and at most 1. Default 1. */
  readonly gamma?: number;
  /** Φ is this share of the goal's progress and the rest of what was told, 0..1. Default 0.7. */
  readonly goal?: number;
}

/** Changes of several calls as one list: the first image before, the last one after, nothing for a row that is as it was. */
export function netChanges(changes: readonly Change[]): readonly Change[] {
  const rows = new Map<string, Change>();
  for (const change of changes) {
    const address = `${change.table}\u0000${String(change.key)}`;
    const first = rows.get(address);
    rows.set(address, { ...change, before: first === undefined ? change.before : first.before });
  }
  return [...rows.values()].filter(({ before, after }) => !sameRow(before, after));
}

function sameRow(left: Row | null, right: Row | null): boolean {
  if (left === null || right === null) return left === right;
  return Object.keys(left).every((column) => left[column] === right[column]);
}

/**
 * Φ after the events of a log, 0..1: `goal` times the share of the expected changes that are there, plus the rest times the share of
 * what must be told that has been told so far, by the same rules as the reward.
 */
export function potential(
  task: AdmittedTask,
  spec: RewardSpec,
  log: Log,
  { goal = 0.7 }: ShapingOptions = {},
): number {
  const state = spec.find((component) => component.kind === 'goal_state');
  const done = netChanges(
    log.flatMap((event) =>
      event.type === 'tool_result' || (event.type === 'timer' && event.ambient !== true)
        ? (event.changes ?? [])
        : [],
    ),
  );
  const progress = goalShare(task, done, state?.kind === 'goal_state' ? state.ignore : []);
  const text = tellings(task, log)
    .map((line) => line.text)
    .join('\n');
  const entries = task.communicate.length;
  const told = entries === 0 ? 0 : 1 - missingEntries(task, text).length / entries;
  return goal * progress + (1 - goal) * told;
}

/** F for each step of a path: `potentials` are Φ before each step and after the last, whose place is taken by 0. */
export function shape(potentials: readonly number[], gamma: number): readonly number[] {
  return potentials.slice(0, -1).map((phi, i) => {
    const next = i === potentials.length - 2 ? 0 : (potentials[i + 1] ?? 0);
    return gamma * next - phi;
  });
}

/**
 * F for each of the agent's turns, to be added to the reward of the turn. Σ γᵗ·Fₜ = −Φ of the first state, whatever the agent does:
 * nobody earns more in all, but a good turn is paid when it happens. The state of a turn is what stood before it, so that what
 * the user does in answer belongs to the turn that asked for it.
 */
export function shapedTurns(
  task: AdmittedTask,
  spec: RewardSpec,
  log: Log,
  options: ShapingOptions = {},
): readonly number[] {
  const turns = log.flatMap((event, at) => (event.type === 'agent_turn' ? [at] : []));
  const potentials = turns.map((at) => potential(task, spec, log.slice(0, at), options));
  return shape([...potentials, 0], options.gamma ?? 1);
}
