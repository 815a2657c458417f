/** What already happened after delivery: returns, refunds, exchanges, credits, and the tickets of earlier days. */
import { dayOf, OPENING_TIME } from '@understudy/kernel';
import type { Rng, SimTime } from '@understudy/kernel';
import type { OrderItemRow, OrderRow, TicketRow } from '../rows.ts';
import { CHANNELS, PRIORITIES, REFUSAL_REASONS, RESOLUTIONS, TRANSFER_TEAMS } from '../vocabulary.ts';
import type { Draft } from './draft.ts';

const HOUR = 3_600_000;

/** For about one delivered order in six, the first item was returned, refunded or exchanged, or the delay was made good. */
export function addAftermath(draft: Draft, rng: Rng): void {
  const deliveredAt = new Map(draft.shipments.map((shipment) => [shipment.order_id, shipment.delivered_at]));
  const items = Map.groupBy(draft.order_items, (item) => item.order_id);
  for (const order of draft.orders) {
    const delivered = deliveredAt.get(order.id) ?? null;
    const item = items.get(order.id)?.[0];
    if (order.status !== 'delivered' || delivered === null || item === undefined) continue;
    const later = between(rng, delivered, OPENING_TIME);
    const dice = rng.next();
    if (dice < 0.07) addReturn(draft, rng, item, later);
    else if (dice < 0.11) addRefund(draft, item, later);
    else if (dice < 0.14) {
      const status = rng.chance(0.5) ? 'sent' : 'delivered';
      draft.exchanges.push({
        id: draft.exchanges.length + 1,
        order_item_id: item.id,
        status,
        created_at: later,
      });
    } else if (dice < 0.18 && dayOf(delivered) > dayOf(order.promised_at)) {
      draft.credits.push({
        id: draft.credits.length + 1,
        order_id: order.id,
        amount_cents: 500,
        created_at: later,
      });
    }
  }
}

function addReturn(draft: Draft, rng: Rng, item: OrderItemRow, createdAt: SimTime): void {
  const status = rng.pick(['requested', 'approved', 'received', 'refused', 'closed'] as const);
  draft.returns.push({
    id: draft.returns.length + 1,
    order_item_id: item.id,
    status,
    reason: status === 'refused' ? (item.final_sale === 1 ? 'final_sale' : 'not_covered') : null,
    created_at: createdAt,
  });
  if (status === 'closed') addRefund(draft, item, createdAt);
}

function addRefund(draft: Draft, item: OrderItemRow, createdAt: SimTime): void {
  draft.refunds.push({
    id: draft.refunds.length + 1,
    order_item_id: item.id,
    amount_cents: item.price_cents,
    status: 'paid',
    created_at: createdAt,
  });
}

/** The subjects and first lines of earlier tickets. */
const TOPICS = [
  ['Where is my parcel', 'Hello, can you tell me where my parcel is?'],
  ['Question about an invoice', 'Please send me the invoice for my order again.'],
  ['Item arrived damaged', 'The item I received has a crack.'],
  ['I changed my mind', 'I would like to send an item back.'],
  ['Wrong item', 'There is something in the parcel that I did not order.'],
  ['Cancel my order', 'I do not need the order any more, please cancel it.'],
] as const;

/** Adds one ticket for each of `count` random orders, most of them done with. */
export function addTickets(draft: Draft, rng: Rng, count: number): void {
  for (const order of rng.shuffle(draft.orders).slice(0, count)) {
    const id = draft.tickets.length + 1;
    const [subject, body] = rng.pick(TOPICS);
    const createdAt = between(rng, order.placed_at, OPENING_TIME);
    const ending = drawEnding(rng);
    const updatedAt = Math.min(OPENING_TIME, createdAt + rng.int(1, 30) * HOUR);
    draft.tickets.push({
      id,
      ...owner(order, ending),
      failed_checks: 0,
      subject,
      body,
      channel: rng.pick(CHANNELS),
      priority: rng.chance(0.7) ? 'normal' : rng.pick(PRIORITIES),
      ...ending,
      created_at: createdAt,
      updated_at: updatedAt,
      type: null,
      group_id: null,
      assignee_id: null,
    });
    addComment(draft, id, 'customer', body, createdAt);
    if (ending.status !== 'open') addComment(draft, id, 'agent', 'Answered the customer.', updatedAt);
  }
}

function addComment(
  draft: Draft,
  ticketId: number,
  author: 'customer' | 'agent',
  body: string,
  at: SimTime,
): void {
  draft.ticket_comments.push({
    id: draft.ticket_comments.length + 1,
    ticket_id: ticketId,
    author,
    body,
    created_at: at,
    is_public: author === 'customer' ? 1 : 0,
  });
}

type Ending = Pick<TicketRow, 'status' | 'team' | 'resolution' | 'reason'>;

function drawEnding(rng: Rng): Ending {
  const dice = rng.next();
  if (dice < 0.7) {
    const resolution = rng.pick(RESOLUTIONS);
    return {
      status: dice < 0.45 ? 'closed' : 'solved',
      team: 'support',
      resolution,
      reason: resolution === 'refused' ? rng.pick(REFUSAL_REASONS) : null,
    };
  }
  if (dice < 0.75) return { status: 'escalated', team: 'support', resolution: null, reason: 'other' };
  if (dice < 0.8)
    return { status: 'transferred', team: rng.pick(TRANSFER_TEAMS), resolution: null, reason: null };
  return { status: dice < 0.92 ? 'open' : 'pending', team: 'support', resolution: null, reason: null };
}

/** A ticket knows its customer and order once the identity was proven; an open one has not got that far. */
function owner(order: OrderRow, ending: Ending): Pick<TicketRow, 'customer_id' | 'order_id' | 'verified'> {
  const known = ending.status !== 'open' && ending.reason !== 'identity_not_proven';
  return known
    ? { customer_id: order.customer_id, order_id: order.id, verified: 1 }
    : { customer_id: null, order_id: null, verified: 0 };
}

/** A whole minute in [from, to]. */
function between(rng: Rng, from: SimTime, to: SimTime): SimTime {
  return from + rng.int(0, Math.max(0, Math.floor((to - from) / 60_000))) * 60_000;
}
