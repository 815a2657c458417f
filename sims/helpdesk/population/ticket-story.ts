/** How the story of a ticket is written down in a population: its history, its SLA clocks, and who can be given it. */
import { OPENING_TIME, type SimTime } from '@understudy/kernel';
import {
  afterBusinessTime,
  businessHours,
  businessTimeBetween,
  type BusinessHours,
} from '../business-hours.ts';
import type { AgentGroupRow, AgentRow, SlaClockRow, TicketEventRow, TicketRow } from '../rows.ts';
import type { HistoryActor, HistoryKind, SlaMetric } from '../vocabulary.ts';
import type { Draft } from './draft.ts';

export const MINUTE = 60_000;

export interface Line {
  readonly at: SimTime;
  readonly actor: HistoryActor;
  readonly kind: HistoryKind;
  readonly subject?: string;
  readonly before?: string;
  readonly after?: string;
}

/** Groups, their hours and members, and how many open tickets each agent was given so far. */
export class Desk {
  readonly #draft: Draft;
  readonly #hours: ReadonlyMap<number, BusinessHours>;
  readonly #load = new Map<number, number>();

  constructor(draft: Draft) {
    this.#draft = draft;
    this.#hours = new Map(
      draft.business_hours.map(({ id }) => [
        id,
        businessHours(
          draft.business_intervals
            .filter((row) => row.business_hours_id === id)
            .map((row) => ({
              weekday: row.weekday,
              opensMinute: row.opens_minute,
              closesMinute: row.closes_minute,
            })),
          draft.holidays.filter((row) => row.business_hours_id === id).map((row) => row.day),
        ),
      ]),
    );
  }

  /** The first group of a team. */
  groupOf(team: TicketRow['team']): AgentGroupRow {
    return this.#found(this.#draft.agent_groups.find((group) => group.team === team));
  }

  group(slug: string): AgentGroupRow {
    return this.#found(this.#draft.agent_groups.find((group) => group.slug === slug));
  }

  hoursOf(group: AgentGroupRow): BusinessHours {
    return this.#found(this.#hours.get(group.business_hours_id));
  }

  /** The member with the fewest open tickets; `open` counts one more. */
  memberOf(group: AgentGroupRow, open: boolean): AgentRow {
    const members = new Set(
      this.#draft.group_members.filter((row) => row.group_id === group.id).map((row) => row.agent_id),
    );
    const [agent] = this.#draft.agents
      .filter((one) => members.has(one.id) && one.active === 1 && one.status === 'online')
      .sort((a, b) => (this.#load.get(a.id) ?? 0) - (this.#load.get(b.id) ?? 0) || a.id - b.id);
    const found = this.#found(agent);
    if (open) this.#load.set(found.id, (this.#load.get(found.id) ?? 0) + 1);
    return found;
  }

  #found<T>(value: T | undefined): T {
    if (value === undefined) throw new RangeError('the staff was not added before the tickets');
    return value;
  }
}

/** Adds the lines of a ticket's history, earliest first. */
export function addHistory(draft: Draft, ticketId: number, lines: readonly Line[]): void {
  for (const line of lines.toSorted((a, b) => a.at - b.at)) {
    draft.ticket_events.push({
      id: draft.ticket_events.length + 1,
      ticket_id: ticketId,
      actor: line.actor,
      kind: line.kind,
      subject: line.subject ?? null,
      before: line.before ?? null,
      after: line.after ?? null,
      created_at: line.at,
    } satisfies TicketEventRow);
  }
}

export function addTag(draft: Draft, ticketId: number, tag: string): void {
  draft.ticket_tags.push({ id: draft.ticket_tags.length + 1, ticket_id: ticketId, tag });
}

/** What stopped a clock. */
export interface Stop {
  readonly at: SimTime;
  readonly how: 'met' | 'paused' | 'cancelled';
}

/**
 * Adds the SLA clock of a ticket from its creation on, as it stands at the opening time; `stop` is what stopped it, null where it
 * runs on. Returns the lines of a breach.
 */
export function addClock(
  draft: Draft,
  desk: Desk,
  ticket: TicketRow,
  group: AgentGroupRow,
  metric: SlaMetric,
  stop: Stop | null,
): readonly Line[] {
  const tier = draft.customers.find((customer) => customer.id === ticket.customer_id)?.tier;
  // Who the customer is was not known before it was proven, and by then the clocks ran.
  const policy = draft.sla_policies.find(
    (one) =>
      (one.team === null || one.team === group.team) &&
      (one.tier === null || (ticket.verified === 0 && one.tier === tier)),
  );
  const target = draft.sla_targets.find(
    (one) => one.policy_id === policy?.id && one.metric === metric && one.priority === ticket.priority,
  );
  if (target === undefined) return [];
  const from = ticket.created_at;
  const hours = desk.hoursOf(group);
  const work = target.minutes * MINUTE;
  const due = target.hours === 'calendar' ? from + work : afterBusinessTime(hours, from, work);
  const passed = due <= (stop?.at ?? OPENING_TIME);
  const spent = (at: SimTime): number =>
    target.hours === 'calendar' ? at - from : businessTimeBetween(hours, from, at);
  draft.sla_clocks.push({
    id: draft.sla_clocks.length + 1,
    ticket_id: ticket.id,
    target_id: target.id,
    business_hours_id: group.business_hours_id,
    metric,
    ...(passed
      ? breached(due, stop)
      : stop === null
        ? running(from, due)
        : stopped(stop, due, spent(stop.at))),
    started_at: from,
  });
  return passed ? [{ at: due, actor: 'system', kind: 'sla_breached', subject: metric }] : [];
}

type ClockState = Omit<
  SlaClockRow,
  'id' | 'ticket_id' | 'target_id' | 'business_hours_id' | 'metric' | 'started_at'
>;

function running(from: SimTime, due: SimTime): ClockState {
  return {
    status: 'running',
    running_since: from,
    spent_ms: 0,
    due_at: due,
    ended_at: null,
    breached_at: null,
  };
}

function breached(due: SimTime, stop: Stop | null): ClockState {
  const ended = stop?.how === 'met' ? stop.at : null;
  return {
    status: 'breached',
    running_since: null,
    spent_ms: 0,
    due_at: due,
    ended_at: ended,
    breached_at: due,
  };
}

function stopped(stop: Stop, due: SimTime, spent: number): ClockState {
  const at = { running_since: null, breached_at: null };
  if (stop.how === 'paused')
    return { ...at, status: 'paused', spent_ms: spent, due_at: null, ended_at: null };
  return { ...at, status: stop.how, spent_ms: 0, due_at: due, ended_at: stop.at };
}
