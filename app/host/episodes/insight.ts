/** What only the scenario can say about an episode: its task, how far it had come after each step, what each turn earned. Pure. */
import {
  hackFlags,
  isShift,
  potential,
  readWorld,
  rewardOf,
  scoreCases,
  settledOf,
  shapedTurns,
  stepScores,
  type AdmittedTask,
  type EpisodeEvent,
  type Log,
  type Pack,
  type RewardSpec,
} from '@understudy/scenarios';
import type { EpisodeInsight, ProgressPoint, TaskView, TurnCredit } from '../contract/episodes.ts';
import type { ChartView } from '../contract/systems.ts';
import { plainEvidence } from './plain.ts';
import type { Played } from './played.ts';
import { chartOfColumn } from './states.ts';

export function insightOf({ record, pack, task, arena, changedSince }: Played, events: Log): EpisodeInsight {
  if (isShift(task)) {
    const flags = record.reward?.flags ?? [];
    return {
      task: {
        ...{ id: task.id, title: `A shift: ${task.shift.id}`, outcome: null, difficulty: null, user: null },
        description: `${String(task.cases.length)} cases on one clock.`,
        ...{ gold: [], communicate: [], policy: task.system },
        cases: task.cases.map(({ number, task: own }) => ({
          number,
          title: titleOf(pack, own.family).title,
        })),
      },
      changedSince,
      progress: null,
      credit: [],
      flagSteps: stepsOfFlags(flags, events, (log) =>
        scoreCases(pack, task, log, { arena }).flatMap(({ reward }) => reward.flags),
      ),
      ...{ focus: [], focusCharts: [] },
    };
  }
  const spec = rewardOf(pack, task.family);
  const aids = { arena, pack };
  const focus = focusOf(pack, task, arena);
  return {
    task: viewOf(pack, task),
    changedSince,
    progress: progressOf(task, spec, events),
    credit: creditOf(task, spec, events, aids),
    flagSteps: stepsOfFlags(record.reward?.flags ?? [], events, (log) => hackFlags(log, task, spec)),
    focus: focus.map(({ view, key, state }) => ({ chart: view.id, key, state })),
    focusCharts: focus.map(({ view }) => view),
  };
}

function titleOf(pack: Pack, familyId: string): { readonly title: string; readonly description: string } {
  const family = pack.families.find(({ id }) => id === familyId);
  return { title: family?.title ?? familyId, description: family?.description ?? '' };
}

function viewOf(pack: Pack, task: AdmittedTask): TaskView {
  const { id, outcome, difficulty, gold, communicate, system: policy, user } = task;
  const { goal, facts, persona, actions } = user;
  return {
    ...{ id, outcome, difficulty, gold, communicate, policy },
    ...titleOf(pack, task.family),
    user: { goal, facts, persona, actions },
    cases: [],
  };
}

/** Where the potential of shaping can have changed: after a change of the world and after a line. Equal neighbours are one point. */
function progressOf(task: AdmittedTask, spec: RewardSpec, events: Log): readonly ProgressPoint[] {
  const points: ProgressPoint[] = [{ seq: 0, progress: 0 }];
  for (const [at, event] of events.entries()) {
    if (!mayProgress(event)) continue;
    const progress = potential(task, spec, events.slice(0, at + 1));
    if (progress !== points.at(-1)?.progress) points.push({ seq: event.seq, progress });
  }
  return points;
}

function mayProgress(event: EpisodeEvent): boolean {
  if (event.type === 'agent_turn') return event.text !== null;
  if (event.type === 'tool_result' || event.type === 'timer') return (event.changes ?? []).length > 0;
  return false;
}

function creditOf(
  task: AdmittedTask,
  spec: RewardSpec,
  events: Log,
  aids: Parameters<typeof stepScores>[3],
): readonly TurnCredit[] {
  const turns = events.filter((event) => event.type === 'agent_turn');
  const shaped = shapedTurns(task, spec, events);
  return stepScores(spec, task, events, aids).flatMap(({ turn, score, reasons }) => {
    const seq = turns[turn]?.seq;
    return seq === undefined
      ? []
      : [{ seq, process: score, reasons: reasons.map(plainEvidence), shaped: shaped[turn] ?? 0 }];
  });
}

/** For each flag the shortest beginning of the log that has it, found by halving: what is flagged once stays flagged. */
function stepsOfFlags(
  flags: readonly string[],
  events: Log,
  flagsOf: (log: Log) => readonly string[],
): Readonly<Record<string, number>> {
  const has = (length: number, flag: string): boolean => flagsOf(events.slice(0, length)).includes(flag);
  return Object.fromEntries(
    flags.flatMap((flag): [string, number][] => {
      if (!has(events.length, flag)) return [];
      let [without, withIt] = [0, events.length];
      while (withIt - without > 1) {
        const middle = (without + withIt) >> 1;
        if (has(middle, flag)) withIt = middle;
        else without = middle;
      }
      return [[flag, events[withIt - 1]?.seq ?? 0]];
    }),
  );
}

interface FocusRow {
  readonly view: ChartView;
  readonly key: number;
  readonly state: string;
}

/** The rows that settle the task, as they were at the opening. */
function focusOf(pack: Pack, task: AdmittedTask, arena: Played['arena']): readonly FocusRow[] {
  return readWorld(arena, task, null, (world) =>
    settledOf(pack, task.family).flatMap(({ table, key, column }) => {
      const view = chartOfColumn(table, column);
      const id = Number(typeof key === 'string' && key.startsWith('$') ? task.focus[key.slice(1)] : key);
      const row = world.get(`SELECT ${column} AS state FROM ${table} WHERE id = ?`, id);
      return view === undefined || row === undefined ? [] : [{ view, key: id, state: String(row['state']) }];
    }),
  );
}
