/** The tasks of a pack: families in turn, indices ascending, each through the admission gate (or, once admitted, by id). */
import type { Split } from '@understudy/kernel';
import type { Arena } from '../episode/arena.ts';
import type { Family, Pack } from '../schema/pack.ts';
import type { AdmittedTask } from '../schema/task.ts';
import { createGate, withExpected } from './admission.ts';
import type { AdmissionReport, Rejection } from './admission.ts';
import { createBinder } from './bind.ts';

export interface TaskKey {
  readonly family: string;
  readonly index: number;
}

/** The families that have tasks in a split: what is held out whole is never trained on. */
export function familiesOf(pack: Pack, split: Split): readonly Family[] {
  return pack.families.filter((family) => split === 'heldout' || family.split === 'both');
}

/** The first `count` tasks of a split: its families take turns, so that any prefix is balanced over them. */
export function taskKeys(pack: Pack, split: Split, count: number = pack.tasks[split]): readonly TaskKey[] {
  const families = familiesOf(pack, split);
  return Array.from({ length: count }, (_, i) => ({
    family: families[i % families.length]?.id ?? '',
    index: Math.floor(i / families.length),
  }));
}

/** Binds and admits `count` candidates. Deterministic: the same pack, split and count give the same report. */
export function admitTasks(
  pack: Pack,
  split: Split,
  arena: Arena,
  count: number = pack.tasks[split],
): AdmissionReport {
  return admitKeys(pack, split, arena, taskKeys(pack, split, count));
}

/** The gate over some candidates. Two of one family that are the same task are told apart only where both are among the keys. */
export function admitKeys(
  pack: Pack,
  split: Split,
  arena: Arena,
  keys: readonly TaskKey[],
  onVerdict: () => void = () => undefined,
): AdmissionReport {
  const gate = createGate(pack, split, arena);
  const admitted: AdmittedTask[] = [];
  const rejected: Rejection[] = [];
  for (const { family, index } of keys) {
    const verdict = gate(family, index);
    if (verdict.admitted) admitted.push(verdict.task);
    else rejected.push(verdict);
    onVerdict();
  }
  return { candidates: keys.length, admitted, rejected };
}

/** Tasks without the lazy strategies' replays: for packs whose admission is proven by a test. */
export function bindTasks(
  pack: Pack,
  split: Split,
  arena: Arena,
  count: number = pack.tasks[split],
): readonly AdmittedTask[] {
  const binder = createBinder(pack, split, arena);
  return taskKeys(pack, split, count).map(({ family, index }) => {
    arena.world.reset();
    return withExpected(pack, binder.task(family, index), arena);
  });
}
