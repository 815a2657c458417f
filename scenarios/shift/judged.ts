/**
 * The judge of a shift. Each case that was in hand is asked about by itself, as an episode of its own: its instructions, its customer, its
 * transcript. Answers are kept under the component's id and the case.
 */
import { askJudge } from '../rewards/judging/ask.ts';
import type { JudgeModel } from '../rewards/judging/ask.ts';
import { everyYes, judged, type Judgements, type JudgeSpec } from '../rewards/judging/judgements.ts';
import type { Log, Verdict } from '../rewards/log.ts';
import type { ShiftRubric, ShiftSpec } from '../schema/shift.ts';
import { figuresOf, type CaseFigures } from './figures.ts';
import { caseName } from './queue.ts';
import type { ShiftTask } from './task.ts';

/** The components of a shift's reward that a judge answers. */
export function shiftRubrics({ reward }: Pick<ShiftSpec, 'reward'>): readonly ShiftRubric[] {
  return reward.flatMap((one) => ('rubric' in one ? [one] : []));
}

/** A rubric about one case, as a component of an episode's reward. */
function aboutCase({ id, weight, rubric }: ShiftRubric, { about }: CaseFigures): JudgeSpec {
  return { id: `${id}/${caseName(about.number)}`, kind: 'judge', weight, gate: false, rubric };
}

/**
 * The answers about every case that was in hand, one prompt a case; an outage gives null for the cases it befell. Rejects only with the
 * signal's reason.
 */
export async function askJudgeOfShift(
  model: JudgeModel,
  task: ShiftTask,
  log: Log,
  signal: AbortSignal,
): Promise<Judgements> {
  const rubrics = shiftRubrics(task.shift);
  const answers: Record<string, Judgements[string]> = {};
  for (const figures of figuresOf(task, log)) {
    if (figures.inHand.length === 0) continue;
    const spec = rubrics.map((rubric) => aboutCase(rubric, figures));
    Object.assign(answers, await askJudge(model, figures.about.task, spec, figures.log, signal));
  }
  return answers;
}

/** The mean over all cases, 0 for one that was never in hand; null where the answer about one is missing. */
export function shiftJudged(
  rubric: ShiftRubric,
  cases: readonly CaseFigures[],
  judgements: Judgements | undefined,
): Verdict {
  const scores: number[] = [];
  const evidence: string[] = [];
  for (const figures of cases) {
    const spec = aboutCase(rubric, figures);
    const name = caseName(figures.about.number);
    if (figures.inHand.length === 0) {
      scores.push(0);
      evidence.push(`${name}: never taken`);
      continue;
    }
    const verdict = judged(spec, judgements);
    if (verdict.score === null) return { score: null, evidence: [`${name}: ${verdict.evidence.join('; ')}`] };
    scores.push(verdict.score);
    evidence.push(
      ...verdict.evidence.filter((line) => line.startsWith('no')).map((line) => `${name}: ${line}`),
    );
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return {
    score: mean,
    evidence: [`${String(Number(mean.toFixed(3)))} over ${String(scores.length)} cases`, ...evidence],
  };
}

/** A judge that says yes of every case: the most that a shift can earn. */
export function yesToEveryCase(task: ShiftTask, log: Log): Judgements {
  const rubrics = shiftRubrics(task.shift);
  if (rubrics.length === 0) return {};
  return everyYes(figuresOf(task, log).flatMap((figures) => rubrics.map((one) => aboutCase(one, figures))));
}
