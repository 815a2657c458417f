/**
 * The reward of a shift: what an operations manager asks of a day. Each case is scored by the reward of its own family, over its own
 * events and its own net changes; the components of the shift are figures over the cases.
 */
import { unjudgeable, aggregate, scoreEpisode } from '../rewards/score.ts';
import { isAnswered } from '../rewards/judging/judgements.ts';
import { graded } from '../rewards/kpi.ts';
import type { Aids, Log } from '../rewards/log.ts';
import type { ComponentScore, Reward } from '../rewards/reward.ts';
import { rewardOf, type Pack } from '../schema/pack.ts';
import type { ShiftFigure, ShiftKpi } from '../schema/shift.ts';
import { figuresOf, handleMinutes, utilisation, type CaseFigures } from './figures.ts';
import { shiftJudged } from './judged.ts';
import { inOwnNumbers } from './own-numbers.ts';
import { caseName } from './queue.ts';
import type { ShiftTask } from './task.ts';

export interface CaseReward {
  readonly figures: CaseFigures;
  readonly reward: Reward;
}

/** Every case by the reward of its family, judges aside: they never gate, and so never decide whether a case is solved. */
export function scoreCases(
  pack: Pack,
  task: ShiftTask,
  log: Log,
  aids: Omit<Aids, 'judgements'> = {},
): readonly CaseReward[] {
  return figuresOf(task, log).map((figures) => {
    const { task: own } = figures.about;
    const spec = rewardOf(pack, own.family).filter((component) => !isAnswered(component));
    const events = inOwnNumbers(own, figures.log, aids.arena);
    return { figures, reward: scoreEpisode(own, spec, events, { ...aids, pack }) };
  });
}

/**
 * value = Π gate · weighted mean of the others, as for an episode; null where something other than the policy broke, where the shift was
 * cancelled, where a case could not be judged, and where a rubric waits for its judge. `aids.judgements` are those of `askJudgeOfShift`.
 * @throws Error where a component of a case looks at the world and `aids.arena` is missing.
 */
export function scoreShift(
  pack: Pack,
  task: ShiftTask,
  log: Log,
  { judgements, ...aids }: Aids = {},
): Reward {
  const reason = unjudgeable(log);
  if (reason !== null) return { value: null, success: null, components: [], flags: [reason] };
  const cases = scoreCases(pack, task, log, aids);
  const components = task.shift.reward.map((component): ComponentScore => {
    const { id, weight } = component;
    if ('kpi' in component)
      return { id, kind: 'kpi', weight, gate: component.gate, ...verdict(component, cases, log) };
    const figures = cases.map((one) => one.figures);
    const { score, evidence } = shiftJudged(component, figures, judgements);
    return { id, kind: 'judge', weight, gate: false, score, evidence: [...evidence] };
  });
  const flags = [...new Set(cases.flatMap(({ reward }) => reward.flags))].sort();
  return { ...aggregate(components), components, flags };
}

function verdict(
  { kpi, target, worst }: ShiftFigure,
  cases: readonly CaseReward[],
  log: Log,
): Pick<ComponentScore, 'score' | 'evidence'> {
  if (kpi === 'solved' && cases.some(({ reward }) => reward.value === null)) {
    const which = cases.flatMap(({ figures, reward }) => (reward.value === null ? [nameOf(figures)] : []));
    return { score: null, evidence: [`could not be judged: ${which.join(', ')}`] };
  }
  const figure = figureOf(kpi, cases, log);
  const line = `${kpi}: ${figure === null ? 'no case was taken' : `${String(Number(figure.toFixed(3)))} ${units[kpi]}`} (1 at ${String(target)}, 0 at ${String(worst)})`;
  return {
    score: figure === null ? 0 : graded(figure, target, worst),
    evidence: [line, ...cases.flatMap((one) => detail(kpi, one))],
  };
}

const units: Readonly<Record<ShiftKpi, string>> = {
  solved: 'of the cases',
  sla: 'of the cases',
  abandoned: 'of the cases',
  handle_time: 'minutes',
  satisfaction: '(-1..1)',
  utilisation: 'of the time in which somebody waited',
};

function figureOf(kpi: ShiftKpi, cases: readonly CaseReward[], log: Log): number | null {
  const share = (holds: (one: CaseReward) => boolean): number => cases.filter(holds).length / cases.length;
  switch (kpi) {
    case 'solved':
      return share(({ reward }) => reward.success === true);
    case 'sla':
      return share(({ figures }) => figures.inTime);
    case 'abandoned':
      return share(({ figures }) => figures.ended?.reason === 'user_left');
    case 'satisfaction':
      return cases.reduce((sum, { figures }) => sum + figures.mood, 0) / cases.length;
    case 'utilisation':
      return utilisation(
        cases.map(({ figures }) => figures),
        log,
      );
    case 'handle_time': {
      const worked = cases.filter(({ figures }) => figures.inHand.length > 0);
      if (worked.length === 0) return null;
      return worked.reduce((sum, { figures }) => sum + handleMinutes(figures), 0) / worked.length;
    }
  }
}

/** What a person needs to see of a case to believe the figure; nothing where the case is as it should be. */
function detail(kpi: ShiftKpi, { figures, reward }: CaseReward): readonly string[] {
  if (kpi === 'solved' && reward.success !== true) {
    const short = reward.components.filter(({ gate, score }) => gate && score !== 1).map(({ id }) => id);
    return [`${nameOf(figures)}: ${endOf(figures)}; not met: ${short.join(', ')}`];
  }
  if (kpi === 'sla' && !figures.inTime) {
    const { came, answered, ended } = figures;
    const first = answered === null ? 'never answered' : `answered after ${minutes(answered - came)}`;
    const end = ended === null ? 'not ended' : `${endOf(figures)} after ${minutes(ended.at - came)}`;
    return [`${nameOf(figures)}: ${first}, ${end}`];
  }
  return kpi === 'abandoned' && figures.ended?.reason === 'user_left'
    ? [`${nameOf(figures)}: the user left`]
    : [];
}

function nameOf({ about }: CaseFigures): string {
  return `${caseName(about.number)} (${about.priority}, ${about.task.family})`;
}

function endOf({ ended }: CaseFigures): string {
  return ended?.reason ?? 'not ended';
}

function minutes(milliseconds: number): string {
  return `${(milliseconds / 60_000).toFixed(1)} min`;
}
