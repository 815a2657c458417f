/**
 * A shift and an index make a shift task: cases of the pack's own tasks, merged into one world. Two cases that would touch the same
 * row, or of which the agent would have to be told different policies, do not get into one shift: another one is drawn instead.
 */
import { createRng } from '@understudy/kernel';
import type { Rng, Split } from '@understudy/kernel';
import type { Arena } from '../episode/arena.ts';
import { stageOf } from '../episode/stage.ts';
import { withExpected } from '../generate/admission.ts';
import { createBinder } from '../generate/bind.ts';
import { familiesOf } from '../generate/tasks.ts';
import { ScenarioError } from '../schema/expression.ts';
import type { Family, Pack } from '../schema/pack.ts';
import { ARRIVAL_SHARE, priorities, shiftOf } from '../schema/shift.ts';
import type { Priority, ShiftSpec } from '../schema/shift.ts';
import type { AdmittedTask, OpeningWrite } from '../schema/task.ts';
import { disturbed } from './apart.ts';
import { shiftSystem } from './instructions.ts';
import type { ShiftTask } from './task.ts';

const MINUTE = 60_000;
/** Candidates that may collide, and arrivals that may come too late, before the scenario is to blame. */
const TRIES = 400;

export function shiftFamily(shiftId: string): string {
  return `shift.${shiftId}`;
}

export function shiftTaskId(pack: Pack, shiftId: string, split: Split, index: number): string {
  return `${pack.id}/${shiftFamily(shiftId)}/${split}/${String(index)}`;
}

/**
 * The first `count` shifts (default: as many as declared). Throws RangeError for a shift the pack does not have, and ScenarioError for
 * one whose cases cannot be put together.
 */
export function bindShifts(
  pack: Pack,
  shiftId: string,
  split: Split,
  arena: Arena,
  count?: number,
): readonly ShiftTask[] {
  const shift = shiftOf(pack, shiftId);
  const taskOf = caseTasks(pack, split, arena);
  const wanted = Math.min(count ?? shift.tasks[split], shift.tasks[split]);
  return Array.from({ length: wanted }, (_, index) => bindShift(pack, shift, split, arena, index, taskOf));
}

type CaseTasks = (family: string, index: number) => AdmittedTask;

/** The pack's tasks with what their solutions change, each worked out once. */
function caseTasks(pack: Pack, split: Split, arena: Arena): CaseTasks {
  const binder = createBinder(pack, split, arena);
  const known = new Map<string, AdmittedTask>();
  return (family, index) => {
    const key = `${family}/${String(index)}`;
    let task = known.get(key);
    if (task === undefined) {
      arena.world.reset();
      task = withExpected(pack, binder.task(family, index), arena);
      known.set(key, task);
    }
    return task;
  };
}

function bindShift(
  pack: Pack,
  shift: ShiftSpec,
  split: Split,
  arena: Arena,
  index: number,
  taskOf: CaseTasks,
): ShiftTask {
  const id = shiftTaskId(pack, shift.id, split, index);
  const rng = createRng(id);
  const times = drawArrivals(shift, shift.cases[split], id, rng.fork('arrivals'));
  const urgency = rng.fork('priorities');
  const urgencies = times.map(() => drawPriority(shift, urgency));
  const put = (tasks: readonly AdmittedTask[]): ShiftTask => ({
    id,
    pack: pack.id,
    family: shiftFamily(shift.id),
    split,
    shift,
    system: shiftSystem(tasks[0]?.system ?? '', shift),
    cases: tasks.map((task, i) => ({
      number: i + 1,
      task,
      arrives: times[i] ?? 0,
      priority: urgencies[i] ?? 'normal',
    })),
    opening: tasks.flatMap(({ opening }) => opening),
  });
  const draw = taskDraw(pack, shift, split, rng.fork('cases'), taskOf);
  const chosen: AdmittedTask[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (chosen.length === shift.cases[split]) {
      const task = put(chosen);
      const wrong = Math.max(0, ...disturbed(pack, task, arena));
      if (wrong === 0) return task;
      chosen.splice(wrong - 1, 1);
    }
    const task = draw();
    if (goesWith(task, chosen) && fits(arena, [...chosen, task])) chosen.push(task);
  }
  throw new ScenarioError(
    `${id}: found only ${String(chosen.length)} cases of ${String(shift.cases[split])} that do not touch the same rows; declare more tasks, name more families, or ask for fewer cases`,
  );
}

/** Families take turns in an order of their own, indices are drawn among the tasks that the pack declares. */
function taskDraw(
  pack: Pack,
  shift: ShiftSpec,
  split: Split,
  rng: Rng,
  taskOf: CaseTasks,
): () => AdmittedTask {
  const all = familiesOf(pack, split);
  const each = Math.max(1, Math.floor(pack.tasks[split] / all.length));
  const named = all.filter(({ id, mode }) => mode === 'dialogue' && (shift.families?.includes(id) ?? true));
  let turn: Family[] = [];
  return () => {
    if (turn.length === 0) turn = [...rng.shuffle(named)];
    return taskOf(turn.pop()?.id ?? '', rng.int(0, each - 1));
  };
}

/** Whether a task touches no row that the others touch, under the same policy text. */
function goesWith(task: AdmittedTask, others: readonly AdmittedTask[]): boolean {
  const touched = new Set(others.flatMap(rowsOf));
  return task.system === (others[0]?.system ?? task.system) && rowsOf(task).every((row) => !touched.has(row));
}

/** The rows that a task brings, and those that it or a solution of it changes. */
function rowsOf({ opening, expected, otherwise }: AdmittedTask): readonly string[] {
  return [
    ...opening.flatMap(({ table, key, values }) => {
      const row = key ?? values['id'];
      return row === undefined || row === null ? [] : [`${table}:${String(row)}`];
    }),
    ...[expected, ...otherwise]
      .flat()
      .flatMap(({ table, key, before }) => (before === null ? [] : [`${table}:${String(key)}`])),
  ];
}

/** Whether the openings can stand in one world: what is unique in a table stays so. */
function fits(arena: Arena, tasks: readonly AdmittedTask[]): boolean {
  const opening: readonly OpeningWrite[] = tasks.flatMap((task) => task.opening);
  try {
    stageOf(arena.world).open(opening);
    return true;
  } catch {
    return false;
  }
}

/** Exponential gaps, drawn again where the last case would come too late to be worked. */
function drawArrivals(shift: ShiftSpec, count: number, id: string, rng: Rng): readonly number[] {
  const latest = shift.limits.minutes * ARRIVAL_SHARE * MINUTE;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const draw = rng.fork(String(tries));
    const times = [0];
    while (times.length < count) {
      const gap = -Math.log(1 - draw.next()) * shift.arrivals * MINUTE;
      times.push((times.at(-1) ?? 0) + Math.round(gap));
    }
    if ((times.at(-1) ?? 0) <= latest) return times;
  }
  throw new ScenarioError(
    `${id}: the cases do not come in within ${String(ARRIVAL_SHARE * 100)}% of the shift; make arrivals shorter or limits.minutes longer`,
  );
}

function drawPriority({ priorities: shares }: ShiftSpec, rng: Rng): Priority {
  const used = priorities.flatMap((priority) => {
    const share = shares[priority];
    return share === undefined ? [] : [{ priority, share }];
  });
  let left = rng.next() * used.reduce((sum, { share }) => sum + share, 0);
  for (const { priority, share } of used) {
    left -= share;
    if (left < 0) return priority;
  }
  return used.at(-1)?.priority ?? 'normal';
}
