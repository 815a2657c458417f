/** What an agent is told about the queue, behind the policy of the pack. */
import { priorities } from '../schema/shift.ts';
import type { ShiftSpec } from '../schema/shift.ts';

export function shiftSystem(
  policy: string,
  { sla, priorities: shares, patience, limits }: ShiftSpec,
): string {
  const levels = priorities.flatMap((priority) => {
    const level = sla[priority];
    return level === undefined || shares[priority] === undefined
      ? []
      : [`${priority} ${String(level.first_response)}/${String(level.resolution)}`];
  });
  return [
    policy,
    '',
    `You work a queue of cases for ${String(limits.minutes)} minutes. list_cases shows who waits; take_case takes one in hand; park_case puts it aside.`,
    'All other tools, and what you write, go to the case in hand. Lines of a customer begin with [CASE…], news of the queue with [queue]. Finished cases leave the conversation.',
    `Minutes to the first answer / to the end, by priority: ${levels.join(', ')}. Customers leave after ${String(patience)} minutes without an answer. The policy holds for each case anew.`,
  ].join('\n');
}
