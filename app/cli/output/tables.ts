/** Tables of results for a terminal. */
import type { EvaluationSummary } from '@understudy/engine';
import { textTable } from './table.ts';

type Group = Omit<EvaluationSummary, 'families' | 'perTask'>;

/** `62.5% [55.1, 69.4]`, or a dash where nothing could be judged. */
export function rate(success: Group['success']): string {
  if (success === null) return '–';
  return `${percent(success.rate)} [${percent(success.low)}, ${percent(success.high)}]`;
}

export function percent(value: number | null): string {
  return value === null ? '–' : `${(100 * value).toFixed(1)}%`;
}

function decimals(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}

/** The rows of a before/after table: a name and its value in each summary. */
export const measures: readonly { readonly name: string; readonly of: (group: Group) => string }[] = [
  { name: 'success, 95% interval', of: (group) => rate(group.success) },
  { name: 'pass@1', of: (group) => percent(group.passAt1) },
  { name: 'pass^4', of: (group) => percent(group.passHat4) },
  { name: 'mean turns', of: (group) => decimals(group.meanTurns, 2) },
  { name: 'tool errors a task', of: (group) => decimals(group.toolErrorsPerTask, 2) },
  { name: 'p95 seconds a turn', of: (group) => decimals(group.p95TurnSeconds, 3) },
  { name: 'episodes (not judged)', of: (group) => `${String(group.episodes)} (${String(group.nulls)})` },
];

export function evaluationTable(summary: EvaluationSummary): string {
  const overall = measures.map(({ name, of }) => [name, of(summary)]);
  const families = summary.families.map((family) => [
    family.family,
    String(family.tasks),
    rate(family.success),
  ]);
  return `${textTable([], overall)}\n${textTable(['family', 'tasks', 'success, 95% interval'], families)}`;
}
