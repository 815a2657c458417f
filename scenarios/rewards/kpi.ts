/** The figures of the trade as components: what an operations manager would put on a wall, per episode. */
import type { Change } from '@understudy/kernel';
import type { Task } from '../schema/task.ts';
import { breaches, firstReplySeconds } from './desk-figures.ts';
import { needed } from './end-world.ts';
import { goldFigure } from './gold-replay.ts';
import { agentCalls, carriedOut, closing, isInjected } from './log.ts';
import type { Aids, Log, Verdict } from './log.ts';
import { ownChanges } from './own-changes.ts';
import type { ComponentSpec, Kpi } from './spec.ts';

export type KpiSpec = Extract<ComponentSpec, { kind: 'kpi' }>;

/** What an hour of an agent costs, in cents: the figure behind `cost`, one cent a second. */
export const AGENT_CENTS_PER_HOUR = 3600;

/**
 * 1 at `target` or better, 0 at `worst` or worse, in between in proportion; null where the episode has no such figure. A user who was
 * never answered is the worst there is, not a missing figure.
 * @throws Error for the programmer where the figure is read off the world, or compared with gold, and `aids` do not hold what it takes.
 */
export function kpi(spec: KpiSpec, task: Task, log: Log, aids: Aids): Verdict {
  const figure = figureOf(spec.kpi, task, log, aids);
  if (figure === null) return { score: null, evidence: [`${spec.kpi}: this episode has no such figure`] };
  const graded01 = `(1 at ${String(spec.target)}, 0 at ${String(spec.worst)})`;
  if (figure === Infinity) return { score: 0, evidence: [`${spec.kpi}: never ${graded01}`] };
  return {
    score: graded(figure, spec.target, spec.worst),
    evidence: [`${spec.kpi}: ${String(Number(figure.toFixed(3)))} ${units[spec.kpi]} ${graded01}`],
  };
}

/** Linear between `worst` (0) and `target` (1); where they are equal, 1 at the target and 0 elsewhere. */
export function graded(figure: number, target: number, worst: number): number {
  if (target === worst) return figure === target ? 1 : 0;
  return Math.min(1, Math.max(0, (figure - worst) / (target - worst)));
}

const units: Readonly<Record<Kpi, string>> = {
  containment: '(1 yes, 0 no)',
  first_contact: '(1 yes, 0 no)',
  first_reply: 'seconds',
  handle_time: 'seconds',
  satisfaction: '(-1..1)',
  sla_breaches: 'targets missed',
  calls: 'calls',
  cost: 'cents',
};

/**
 * A figure in its unit (see `units`); null where there is none, such as the mood of a user who never wrote; Infinity for a reply that
 * never came.
 */
export function figureOf(name: Kpi, task: Task, log: Log, aids: Aids = {}): number | null {
  const closed = closing(log);
  const changes = ownChanges(log);
  const resolved = closed?.reason === 'resolved';
  switch (name) {
    case 'containment':
      // Handing over what the policy wants handed over keeps nobody from containing the rest.
      return resolved && (task.outcome === 'escalate' || !handedOver(log, changes)) ? 1 : 0;
    case 'first_contact':
      return resolved && userLines(log) <= goldFigure(name, userLines, task, log, aids) ? 1 : 0;
    case 'first_reply':
      return firstReplySeconds(task, log, aids.arena);
    case 'handle_time':
      return handleSeconds(log);
    case 'satisfaction':
      return log.findLast((event) => event.type === 'user_message')?.mood ?? null;
    case 'sla_breaches':
      return breaches(task, log, needed(aids.arena, name));
    case 'calls':
      return agentCalls(log).filter((call) => !isInjected(call)).length;
    case 'cost':
      return (
        (handleSeconds(log) * AGENT_CENTS_PER_HOUR) / 3600 +
        changes.reduce((sum, one) => sum + givenAway(one), 0)
      );
  }
}

/** Simulated seconds from the first event to the last, without those that calls took which met an injected fault. */
function handleSeconds(log: Log): number {
  const [first] = log;
  const last = log.at(-1);
  if (first === undefined || last === undefined) return 0;
  let lost = 0;
  let before = first.simTime;
  for (const event of log) {
    // A timer that came due during a call is logged before the call.
    if (event.type === 'timer') continue;
    if (event.type === 'tool_result' && isInjected(event)) lost += event.simTime - before;
    before = event.simTime;
  }
  return (last.simTime - first.simTime - lost) / 1000;
}

const HANDED_OVER = new Set(['escalated', 'transferred']);

/** A record whose status says so at the end, or a call that does it and succeeded. */
function handedOver(log: Log, changes: readonly Change[]): boolean {
  return (
    changes.some(({ after }) => HANDED_OVER.has(String(after?.['status'] ?? ''))) ||
    agentCalls(log).some((call) => carriedOut(call) && /^(?:escalate|transfer)_/.test(call.name))
  );
}

/** Lines that a user writes of its own accord, whatever the agent does. */
const OWN_ACCORD = new Set(['interrupt', 'smalltalk', 'panic', 'restate', 'forgot', 'admit']);

/** Lines of the user that the agent caused: not those of its own accord, nor those written while the agent waits for the systems. */
function userLines(log: Log): number {
  let waiting = false;
  let lines = 0;
  for (const event of log) {
    if (event.type === 'tool_result' && event.trajectory === 'agent')
      waiting = isInjected(event) && !event.outcome.ok;
    if (event.type === 'user_message' && !OWN_ACCORD.has(event.act) && !waiting) lines += 1;
  }
  return lines;
}

/** Tables whose new rows are money given to a customer, in `amount_cents`. */
const GIVEN = new Set(['refunds', 'credits', 'store_credit_entries', 'credit_notes']);

function givenAway({ table, before, after }: Change): number {
  if (!GIVEN.has(table) || before !== null || after?.['status'] === 'refused') return 0;
  const cents = after?.['amount_cents'];
  return typeof cents === 'number' ? cents : 0;
}
