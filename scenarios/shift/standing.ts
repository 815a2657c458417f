/** How the queue stands: who waits and how long, what is due, what is finished. Minutes, to a tenth. */
import type { JsonObject, SimTime } from '@understudy/kernel';
import type { ShiftSpec } from '../schema/shift.ts';
import type { EndReason } from '../trace/event.ts';
import type { DeskCase } from './desk-case.ts';
import { caseName } from './queue.ts';

const MINUTE = 60_000;
/** So much of a first line tells what a case is about. */
const ABOUT = 80;

/** The open cases but the one in hand, in the order in which they came in. */
export function listed(
  cases: readonly DeskCase[],
  hand: DeskCase | null,
  opening: SimTime,
  now: SimTime,
  { sla }: ShiftSpec,
): readonly JsonObject[] {
  return cases.flatMap((one): readonly JsonObject[] => {
    if (one.phase !== 'open' || one === hand) return [];
    const { number, priority, arrives } = one.about;
    const level = sla[priority];
    const came = opening + arrives;
    const first = one.session?.conversation.find(({ role }) => role === 'user');
    return [
      {
        case_id: caseName(number),
        priority,
        waited_minutes: minutes(now - (one.waiting ?? now)),
        ...(level === undefined
          ? {}
          : {
              first_answer_due_in: one.answered
                ? 'answered'
                : minutes(came + level.first_response * MINUTE - now),
              end_due_in: minutes(came + level.resolution * MINUTE - now),
            }),
        about: (first?.content ?? '').slice(0, ABOUT),
      },
    ];
  });
}

function minutes(milliseconds: number): number {
  return Math.round(milliseconds / (MINUTE / 10)) / 10;
}

const ENDS: Readonly<Record<EndReason, string>> = {
  resolved: 'resolved',
  user_left: 'the customer left',
  turn_limit: 'took too many turns and was taken away',
  malformed: 'could not be worked and was taken away',
  cancelled: 'cancelled',
  failed: 'failed',
};

/** A line on who waits, and one for each finished case. */
export function stateOf(cases: readonly DeskCase[], now: SimTime): readonly string[] {
  const waiting = cases.filter(({ phase }) => phase === 'open');
  const names = waiting.map(({ about }) => `${caseName(about.number)} (${about.priority})`);
  const time = new Date(now).toISOString().slice(11, 16);
  return [
    `${time}. ${names.length === 0 ? 'Nobody waits' : `Waiting: ${names.join(', ')}`}.`,
    ...cases.flatMap(({ about, ended }) =>
      ended === null ? [] : [`${caseName(about.number)}: ${ENDS[ended]}.`],
    ),
  ];
}
