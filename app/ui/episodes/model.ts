/** What a replay shows of an episode, worked out once from its steps, so that moving through them only looks things up. Pure. */
import type { EpisodeInsight, EpisodePage, Step, TurnCredit } from '@understudy/host/contract';

export type StepOf<T extends Step['type']> = Extract<Step, { type: T }>;

export interface UserNow {
  readonly mood: number;
  readonly patience: number;
  /** Ids of the facts told so far. */
  readonly told: readonly string[];
  readonly act: string;
}

export interface Marked {
  readonly seq: number;
  readonly text: string;
}

export interface Model {
  readonly page: EpisodePage;
  readonly insight: EpisodeInsight | null;
  readonly steps: readonly Step[];
  /** How many turns the agent had begun, by step. */
  readonly turns: readonly number[];
  /** The steps in which the agent begins a turn. */
  readonly turnStarts: readonly number[];
  readonly errors: readonly number[];
  readonly changed: readonly number[];
  readonly flags: readonly Marked[];
  /** The user's state by step; null before it has spoken. */
  readonly user: readonly (UserNow | null)[];
  /** 0..1 by step; null where nobody knows. */
  readonly progress: readonly number[] | null;
  readonly credit: ReadonlyMap<number, TurnCredit>;
  /** Everything that can be found in a step, in lower case. Worked out when first asked for. */
  readonly words: () => readonly string[];
}

export function modelOf(page: EpisodePage, insight: EpisodeInsight | null): Model {
  const { steps } = page;
  let words: readonly string[] | undefined;
  const where = (holds: (step: Step) => boolean): readonly number[] =>
    steps.filter(holds).map(({ seq }) => seq);
  return {
    page,
    insight,
    steps,
    turns: turnsOf(steps),
    turnStarts: where((step) => step.type === 'agent_turn'),
    errors: where(isError),
    changed: where((step) => changesOf(step).length > 0),
    flags: page.flags.flatMap(({ id, meaning }) => {
      const seq = insight?.flagSteps[id];
      return seq === undefined ? [] : [{ seq, text: meaning }];
    }),
    user: usersOf(steps),
    progress: progressOf(steps.length, insight),
    credit: creditOf(insight?.credit ?? []),
    words: () => (words ??= steps.map((step) => wordsOf(step).toLowerCase())),
  };
}

export function isError(step: Step): boolean {
  if (step.type === 'tool_result') return !step.outcome.ok;
  return step.type === 'agent_turn' && step.malformed !== undefined;
}

export type RowChange = StepOf<'closed'>['changes'][number];

/** What a step changed in the world. The end sums up and changes nothing. */
export function changesOf(step: Step): readonly RowChange[] {
  if (step.type === 'tool_result' || step.type === 'timer') return step.changes ?? [];
  return [];
}

/** A row that is not as it was at the opening, with the step that touched it last. */
export interface NetChange extends RowChange {
  readonly seq: number;
}

/** The rows that differ from the opening after a step, in the order in which they were first touched. */
export function worldAfter(steps: readonly Step[], at: number): readonly NetChange[] {
  const rows = new Map<string, NetChange>();
  for (const step of steps.slice(0, at + 1))
    for (const change of changesOf(step)) {
      const address = `${change.table} ${String(change.key)}`;
      const first = rows.get(address);
      rows.set(address, {
        ...change,
        before: first === undefined ? change.before : first.before,
        seq: step.seq,
      });
    }
  return [...rows.values()].filter((change) => columnsOf(change).length > 0);
}

/** The columns in which a row differs, all of them for one that is new or gone. */
export function columnsOf({ before, after }: RowChange): readonly string[] {
  const columns = Object.keys(after ?? before ?? {});
  if (before === null || after === null) return before === after ? [] : columns;
  return columns.filter((column) => before[column] !== after[column]);
}

/** The nearest of these steps beyond `from`; null where there is none. */
export function beyond(steps: readonly number[], from: number, way: 1 | -1): number | null {
  const found = way === 1 ? steps.find((step) => step > from) : steps.findLast((step) => step < from);
  return found ?? null;
}

/** A step in a few words, for lists and screen readers. */
export function titleOf(step: Step): string {
  switch (step.type) {
    case 'opened':
      return 'The episode opens';
    case 'user_message':
      return `Customer: ${shortened(step.text)}`;
    case 'agent_turn': {
      if (step.malformed !== undefined) return 'Agent: a message that could not be read';
      const calls = step.toolCalls.map(({ name }) => name).join(', ');
      return calls === '' ? `Agent: ${shortened(step.text ?? '')}` : `Agent calls ${calls}`;
    }
    case 'tool_result':
      return `${step.name} ${step.outcome.ok ? 'answers' : `refuses: ${step.outcome.error.code}`}`;
    case 'timer':
      return `The clock: ${step.event}`;
    case 'closed':
      return 'The episode ends';
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function turnsOf(steps: readonly Step[]): readonly number[] {
  let turns = 0;
  return steps.map(({ type }) => (type === 'agent_turn' ? (turns += 1) : turns));
}

function usersOf(steps: readonly Step[]): readonly (UserNow | null)[] {
  let now: UserNow | null = null;
  return steps.map((step) => {
    if (step.type === 'user_message') {
      const told = [...new Set([...(now?.told ?? []), ...step.disclosed])];
      now = { mood: step.mood, patience: step.patience, told, act: step.act };
    }
    return now;
  });
}

/** Shaping takes all its credit back with the last turn, so that it adds nothing up: the sum of a table, no mark of that turn. */
function creditOf(credits: readonly TurnCredit[]): ReadonlyMap<number, TurnCredit> {
  const last = credits.at(-1);
  return new Map(
    credits.map((credit) => [
      credit.seq,
      credit === last ? { ...credit, shaped: Math.max(0, credit.shaped) } : credit,
    ]),
  );
}

function progressOf(length: number, insight: EpisodeInsight | null): readonly number[] | null {
  if (insight === null || insight.progress === null) return null;
  const points = new Map(insight.progress.map(({ seq, progress }) => [seq, progress]));
  let now = 0;
  return Array.from({ length }, (_, seq) => (now = points.get(seq) ?? now));
}

function wordsOf(step: Step): string {
  switch (step.type) {
    case 'opened':
      return step.system;
    case 'user_message':
      return step.text;
    case 'agent_turn':
      return [step.text ?? '', step.malformed ?? '', ...step.toolCalls.map(({ name }) => name)].join('\n');
    case 'tool_result':
      return `${step.name} ${JSON.stringify(step.arguments)} ${JSON.stringify(step.outcome)}`;
    case 'timer':
      return `${step.event} ${step.subject}`;
    case 'closed':
      return step.reason;
  }
}
