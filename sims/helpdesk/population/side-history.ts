/** Side conversations of a population: settled ones of earlier days, and those that go on when the desk opens. */
import { DAY, OPENING_TIME, type SimTime } from '@understudy/kernel';
import type { SideConversationRow, TicketRow } from '../rows.ts';
import { filled } from '../ticketing/sides.ts';
import type { Partner } from '../vocabulary.ts';
import type { Draft } from './draft.ts';
import { MINUTE, type Line } from './ticket-story.ts';

/** How long before its last change a settled ticket asked the carrier. */
const ASKED_BEFORE = 150 * MINUTE;

/** A question to the carrier that was answered and closed before the ticket was done; none where there was no time for it. */
export function addSettledSide(draft: Draft, ticket: TicketRow, lines: Line[]): void {
  const asked = ticket.updated_at - ASKED_BEFORE;
  if (ticket.order_id === null || asked <= ticket.created_at || ticket.created_at < OPENING_TIME - 70 * DAY)
    return;
  const answered = addSide(draft, ticket, 'carrier', asked, lines, 'closed');
  if (answered === null) return;
  const id = draft.side_conversations.length;
  lines.push({ at: ticket.updated_at, actor: 'agent', kind: 'side_closed', subject: `V${id}` });
}

const QUESTIONS: Readonly<Record<Partner, string>> = {
  warehouse: 'Can you tell me how far this order is?',
  carrier: 'Where is this parcel now?',
  finance: 'Has this payment arrived?',
};

/**
 * A conversation with a partner's general answer, which is there when its delay has passed by the opening time. Returns when it was
 * answered, null where it still waits. The status is `settled` where that is given and there is an answer.
 */
export function addSide(
  draft: Draft,
  ticket: TicketRow,
  partner: Partner,
  asked: SimTime,
  lines: Line[],
  settled: SideConversationRow['status'] = 'answered',
): SimTime | null {
  const id = draft.side_conversations.length + 1;
  const reply = draft.partner_replies.find((row) => row.partner === partner && row.keyword === null);
  const due = asked + (reply?.delay_minutes ?? 60) * MINUTE;
  const answered = due <= OPENING_TIME;
  draft.side_conversations.push({
    id,
    ticket_id: ticket.id,
    partner,
    subject: ticket.subject,
    status: answered ? settled : 'waiting',
    created_at: asked,
    updated_at: !answered ? asked : settled === 'closed' ? ticket.updated_at : due,
  });
  addMessage(draft, id, 'agent', QUESTIONS[partner], asked);
  lines.push({ at: asked, actor: 'agent', kind: 'side_opened', subject: `V${id}`, after: partner });
  if (!answered) return null;
  addMessage(draft, id, 'partner', filled(reply?.body ?? '', factsOf(draft, ticket.order_id)), due);
  lines.push({ at: due, actor: 'system', kind: 'side_answered', subject: `V${id}` });
  return due;
}

function addMessage(
  draft: Draft,
  side: number,
  author: 'agent' | 'partner',
  body: string,
  at: SimTime,
): void {
  draft.side_messages.push({
    id: draft.side_messages.length + 1,
    side_conversation_id: side,
    author,
    body,
    created_at: at,
  });
}

/** What the general answers speak of. */
function factsOf(draft: Draft, orderId: number | null): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  const order = draft.orders.find((row) => row.id === orderId);
  if (order === undefined) return facts;
  facts.set('order_id', String(order.id)).set('order_status', order.status);
  const shipment = draft.shipments.find((row) => row.order_id === order.id);
  if (shipment !== undefined) {
    facts.set('carrier', shipment.carrier).set('tracking', shipment.tracking);
    facts.set('shipment_status', shipment.status.replaceAll('_', ' '));
  }
  const payment = draft.payments.find((row) => row.order_id === order.id);
  if (payment !== undefined) facts.set('payment_status', payment.status);
  return facts;
}
