/** The figures of a shift, worked out from its log alone: when each case came in, was answered, was in hand, and how it ended. */
import type { SimTime } from '@understudy/kernel';
import { z } from 'zod';
import { closing, spoken } from '../rewards/log.ts';
import type { Log } from '../rewards/log.ts';
import type { EndReason, EpisodeEvent } from '../trace/event.ts';
import { isQueueTool } from './queue.ts';
import type { ShiftCase, ShiftTask } from './task.ts';

/** A stretch of simulated time, milliseconds since the epoch. */
export interface Stretch {
  readonly from: SimTime;
  readonly to: SimTime;
}

export interface CaseFigures {
  readonly about: ShiftCase;
  readonly log: Log;
  readonly came: SimTime;
  /** When the agent began its first line to the user; null where it never wrote one. */
  readonly answered: SimTime | null;
  readonly ended: { readonly reason: EndReason; readonly at: SimTime } | null;
  /** When the case was in hand. */
  readonly inHand: readonly Stretch[];
  /** The user's mood after its last line; -1 for one that left or was not served to the end. */
  readonly mood: number;
  /** Answered and resolved within the minutes of its priority, both ends included. */
  readonly inTime: boolean;
}

const MINUTE = 60_000;

/** The opening time of a shift is that of its first event. */
export function figuresOf(task: ShiftTask, log: Log): readonly CaseFigures[] {
  const opening = log[0]?.simTime ?? 0;
  const hands = handsOf(log);
  return task.cases.map((about): CaseFigures => {
    const own = caseLog(log, about.number);
    const came = opening + about.arrives;
    const answer = spoken(own)[0];
    const answered = answer === undefined ? null : (own[answer.at]?.simTime ?? null);
    const last = own.findLast((event) => event.type === 'closed');
    const ended = last === undefined ? null : { reason: last.reason, at: last.simTime };
    const line = own.findLast((event) => event.type === 'user_message');
    return {
      about,
      log: own,
      came,
      answered,
      ended,
      inHand: hands.get(about.number) ?? [],
      mood: ended?.reason === 'resolved' && line !== undefined ? line.mood : -1,
      inTime: keepsSla(task, about, came, answered, ended),
    };
  });
}

/** The events of one case, as if it were an episode of its own. */
export function caseLog(log: Log, number: number): Log {
  return log.filter((event) => event.case === number);
}

function keepsSla(
  { shift }: ShiftTask,
  { priority }: ShiftCase,
  came: SimTime,
  answered: SimTime | null,
  ended: CaseFigures['ended'],
): boolean {
  const sla = shift.sla[priority];
  if (sla === undefined) return true;
  return (
    answered !== null &&
    answered - came <= sla.first_response * MINUTE &&
    ended?.reason === 'resolved' &&
    ended.at - came <= sla.resolution * MINUTE
  );
}

const taken = z.object({ case_id: z.string().transform((text) => Number(text.replace(/^CASE/, ''))) });

/** When each case was in hand: from its `take_case` to the next one, `park_case`, or its end. */
function handsOf(log: Log): ReadonlyMap<number, readonly Stretch[]> {
  const stretches = new Map<number, Stretch[]>();
  let now: { readonly number: number; readonly from: SimTime } | null = null;
  for (const event of log) {
    const change = changeOfHand(event, now?.number ?? null);
    if (change === undefined) continue;
    if (now !== null)
      stretches.set(now.number, [
        ...(stretches.get(now.number) ?? []),
        { from: now.from, to: event.simTime },
      ]);
    now = change === null ? null : { number: change, from: event.simTime };
  }
  return stretches;
}

/** The case in hand after an event, null for none; undefined where nothing changes. */
function changeOfHand(event: EpisodeEvent, hand: number | null): number | null | undefined {
  if (event.type === 'closed') return event.case === undefined || event.case === hand ? null : undefined;
  if (event.type !== 'tool_result' || event.case !== undefined || !isQueueTool(event.name)) return undefined;
  if (!event.outcome.ok || event.name === 'list_cases') return undefined;
  if (event.name === 'park_case') return null;
  const parsed = taken.safeParse(event.outcome.result);
  return parsed.success ? parsed.data.case_id : undefined;
}

/** Minutes in hand over all stretches. */
export function handleMinutes({ inHand }: Pick<CaseFigures, 'inHand'>): number {
  return inHand.reduce((sum, { from, to }) => sum + to - from, 0) / MINUTE;
}

/** Share of the time in which at least one case was open that one was in hand, 0..1; 0 where none ever was. */
export function utilisation(cases: readonly CaseFigures[], log: Log): number {
  const end = closing(log)?.simTime ?? log.at(-1)?.simTime ?? 0;
  const open = cases.flatMap(({ came, ended, log: own }): readonly Stretch[] =>
    own.some((event) => event.type === 'opened') ? [{ from: came, to: ended?.at ?? end }] : [],
  );
  const waited = covered(open);
  return waited === 0 ? 0 : covered(cases.flatMap(({ inHand }) => inHand)) / waited;
}

/** How much time stretches cover together. */
function covered(stretches: readonly Stretch[]): number {
  let until = -Infinity;
  let sum = 0;
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}
