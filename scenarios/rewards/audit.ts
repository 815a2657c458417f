/**
 * The audit of a reward: what every lazy strategy earns under it, on average over tasks. Whoever does not look and does not decide
 * must earn 0 everywhere, or a policy will be trained into not looking; the gold solution must earn 1.
 */
import { createRng } from '@understudy/kernel';
import { goldAgent } from '../agents/gold.ts';
import { idleStrategies } from '../agents/idle.ts';
import type { LazyStrategy } from '../agents/lazy.ts';
import type { Arena } from '../episode/arena.ts';
import { rehearse } from '../episode/rehearse.ts';
import { rewardOf } from '../schema/pack.ts';
import type { Pack } from '../schema/pack.ts';
import type { AdmittedTask } from '../schema/task.ts';
import { earnsNothing, scoreAtBest } from './score.ts';

export interface AuditedSplit {
  readonly arena: Arena;
  readonly tasks: readonly AdmittedTask[];
}

export interface AuditRow {
  readonly strategy: string;
  readonly kind: string;
  /** Mean reward over the tasks that could be judged, 0..1; null where none could. */
  readonly value: number | null;
  /** The family on which it earns most, with its mean there. */
  readonly worst: { readonly family: string; readonly value: number } | null;
  /** Tasks on which it earns what it must not: more than 0, or for the gold solution less than 1. */
  readonly holes: readonly { readonly taskId: string; readonly value: number }[];
  readonly unjudged: number;
}

export interface Audit {
  readonly pack: string;
  readonly tasks: number;
  readonly gold: AuditRow;
  readonly lazy: readonly AuditRow[];
  /** No holes, and every episode could be judged. */
  readonly sound: boolean;
}

/**
 * Plays every strategy on every task once. A judge is taken to say yes to everything: the value is the most that can be earned.
 * Throws what the world or the scenario throws for a pack that is not sound otherwise.
 */
export function auditPack(
  pack: Pack,
  splits: readonly AuditedSplit[],
  options: { readonly seed?: number; readonly strategies?: readonly LazyStrategy[] } = {},
): Audit {
  const { seed = 0 } = options;
  const [first] = splits;
  const strategies = options.strategies ?? idleStrategies(first?.arena.specs ?? []);
  const rows = strategies.map((strategy) =>
    rowOf(
      strategy,
      0,
      splits.flatMap((split) => earnings(pack, split, strategy, seed)),
    ),
  );
  const gold: LazyStrategy = { id: 'gold', kind: 'gold', agent: goldAgent };
  const best = rowOf(
    gold,
    1,
    splits.flatMap((split) => earnings(pack, split, gold, seed)),
  );
  return {
    pack: pack.id,
    tasks: splits.reduce((sum, { tasks }) => sum + tasks.length, 0),
    gold: best,
    lazy: rows,
    sound: [best, ...rows].every(({ holes, unjudged }) => holes.length === 0 && unjudged === 0),
  };
}

interface Earning {
  readonly task: AdmittedTask;
  readonly value: number | null;
}

function earnings(
  pack: Pack,
  { arena, tasks }: AuditedSplit,
  strategy: LazyStrategy,
  seed: number,
): readonly Earning[] {
  return tasks.map((task) => {
    const { log } = rehearse(pack, task, arena, strategy.agent, { id: strategy.id, seed });
    const spec = rewardOf(pack, task.family);
    if (earnsNothing(task, spec, log, { arena, pack })) return { task, value: 0 };
    return { task, value: scoreAtBest(task, spec, log, { arena, pack }).value };
  });
}

function rowOf({ id, kind }: LazyStrategy, expected: 0 | 1, all: readonly Earning[]): AuditRow {
  const judged = all.flatMap(({ task, value }) => (value === null ? [] : [{ task, value }]));
  const families = new Map<string, number[]>();
  for (const { task, value } of judged)
    families.set(task.family, [...(families.get(task.family) ?? []), value]);
  const worst = [...families]
    .map(([family, values]) => ({ family, value: mean(values) }))
    .reduce<AuditRow['worst']>(
      (far, one) =>
        far === null || Math.abs(one.value - expected) > Math.abs(far.value - expected) ? one : far,
      null,
    );
  return {
    strategy: id,
    kind,
    value: judged.length === 0 ? null : mean(judged.map(({ value }) => value)),
    worst,
    holes: judged.flatMap(({ task, value }) => (value === expected ? [] : [{ taskId: task.id, value }])),
    unjudged: all.length - judged.length,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** `count` tasks, as evenly as can be over families and their cases; the same seed gives the same. */
export function stratifiedTasks(
  tasks: readonly AdmittedTask[],
  count: number,
  seed: number,
): readonly AdmittedTask[] {
  const strata = Map.groupBy(tasks, ({ family, case: way }) => `${family}/${way}`);
  const shuffled = [...strata].map(([name, members]) =>
    createRng(`audit/${String(seed)}/${name}`).shuffle(members),
  );
  const longest = Math.max(0, ...shuffled.map((members) => members.length));
  const turns = Array.from({ length: longest }, (_, i) => shuffled.flatMap((members) => members[i] ?? []));
  return turns.flat().slice(0, count);
}
