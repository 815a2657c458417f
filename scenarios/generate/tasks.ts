/** The tasks of a pack: families in turn, indices ascending, each through the admission gate (or, once admitted, by id). */
import type { Split } from '@understudy/kernel';
import type { Arena } from '../episode/arena.ts';
import type { Pack } from '../schema/pack.ts';
import type { AdmittedTask } from '../schema/task.ts';
import { admit, withExpected } from './admission.ts';
import { createBinder } from './bind.ts';

export interface AdmissionReport {
  readonly admitted: readonly AdmittedTask[];
  readonly rejected: readonly { readonly taskId: string; readonly reason: string }[];
}

/** The first `count` tasks of a split: the families take turns, so that any prefix is balanced over them. */
export function taskKeys(
  pack: Pack,
  count: number,
): readonly { readonly family: string; readonly index: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const family = pack.families[i % pack.families.length];
    return { family: family?.id ?? '', index: Math.floor(i / pack.families.length) };
  });
}

/** Binds and admits `count` candidates. Deterministic: the same pack, split and count give the same report. */
export function admitTasks(pack: Pack, split: Split, arena: Arena, count: number): AdmissionReport {
  const binder = bindAt(pack, split, arena);
  const admitted: AdmittedTask[] = [];
  const rejected: { taskId: string; reason: string }[] = [];
  for (const { family, index } of taskKeys(pack, count)) {
    const verdict = admit(pack, binder(family, index), arena);
    if (verdict.admitted) admitted.push(verdict.task);
    else rejected.push(verdict);
  }
  return { admitted, rejected };
}

/** Tasks without the lazy strategies' replays: for packs whose admission is proven by a test. */
export function bindTasks(pack: Pack, split: Split, arena: Arena, count: number): readonly AdmittedTask[] {
  const binder = bindAt(pack, split, arena);
  return taskKeys(pack, count).map(({ family, index }) => withExpected(pack, binder(family, index), arena));
}

function bindAt(pack: Pack, split: Split, arena: Arena): ReturnType<typeof createBinder>['task'] {
  const binder = createBinder(pack, split, arena.world, arena.opening);
  return (family, index) => {
    arena.world.reset();
    return binder.task(family, index);
  };
}
