/** The ticket an episode opens with, as a row for a population. */
import type { SimTime } from '@understudy/kernel';
import type { TicketRow } from './rows.ts';

/** An open, unverified ticket with the support team, of normal priority: nobody has worked on it. */
export function newTicket(ticket: {
  readonly id: number;
  readonly subject: string;
  readonly body: string;
  readonly channel: TicketRow['channel'];
  readonly at: SimTime;
}): TicketRow {
  const { id, subject, body, channel, at } = ticket;
  return {
    id,
    customer_id: null,
    order_id: null,
    verified: 0,
    failed_checks: 0,
    subject,
    body,
    channel,
    status: 'open',
    priority: 'normal',
    team: 'support',
    resolution: null,
    reason: null,
    created_at: at,
    updated_at: at,
    type: null,
    group_id: null,
    assignee_id: null,
  };
}
