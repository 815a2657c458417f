/**
 * Side conversations with the warehouse, the carrier and finance. The other side answers by timer with the first of its replies whose
 * keyword occurs in the agent's message, else with its general one; `{placeholders}` in a reply are filled from the ticket's order.
 */
import { formatMoney, int, intOrNull, text, textOrNull, type Row } from '@understudy/kernel';
import { sideConversationLifecycle } from '../lifecycles.ts';
import { nextId } from '../tools/numbering.ts';
import type { Partner } from '../vocabulary.ts';
import { readTicket, record, type Scene } from './scene.ts';

const MINUTE = 60_000;

/** Opens a conversation with its first message; returns its id. */
export function openSide(scene: Scene, ticket: Row, partner: Partner, subject: string, body: string): number {
  const { world, at } = scene;
  const id = nextId(world, 'side_conversations');
  world.run(
    `INSERT INTO side_conversations (id, ticket_id, partner, subject, status, created_at, updated_at)
     VALUES (?, ?, ?, ?, 'waiting', ?, ?)`,
    id,
    int(ticket, 'id'),
    partner,
    subject,
    at,
    at,
  );
  say(scene, id, 'agent', body);
  record(scene, ticket, 'side_opened', { subject: `V${id}`, after: partner });
  scheduleReply(scene, id);
  return id;
}

/** Adds a message to a conversation. */
export function say(scene: Scene, id: number, author: 'agent' | 'partner', body: string): void {
  const { world, at } = scene;
  world.run(
    'INSERT INTO side_messages (id, side_conversation_id, author, body, created_at) VALUES (?, ?, ?, ?, ?)',
    nextId(world, 'side_messages'),
    id,
    author,
    body,
    at,
  );
  world.run('UPDATE side_conversations SET updated_at = ? WHERE id = ?', at, id);
}

/** The agent's last message in a conversation, with the partner it went to. */
function lastQuestion(scene: Pick<Scene, 'world'>, id: number): Row | undefined {
  return scene.world.get(
    `SELECT c.partner, c.ticket_id, c.subject, m.body, m.created_at FROM side_conversations c
     JOIN side_messages m ON m.side_conversation_id = c.id AND m.author = 'agent'
     WHERE c.id = (SELECT ?) ORDER BY m.id DESC LIMIT 1`,
    id,
  );
}

function replyTo(scene: Pick<Scene, 'world'>, question: Row): Row | undefined {
  const words = `${text(question, 'subject')} ${text(question, 'body')}`.toLowerCase();
  const replies = scene.world.all(
    'SELECT keyword, body, delay_minutes FROM partner_replies WHERE partner = (SELECT ?) ORDER BY id',
    text(question, 'partner'),
  );
  return (
    replies.find((row) => words.includes(textOrNull(row, 'keyword') ?? '\u0000')) ??
    replies.find((row) => row['keyword'] === null)
  );
}

/** Sets the timer of the other side's answer, `delay_minutes` after the agent's last message. */
export function scheduleReply(scene: Pick<Scene, 'world' | 'clock'>, id: number): void {
  const question = lastQuestion(scene, id);
  const answer = question === undefined ? undefined : replyTo(scene, question);
  if (question === undefined || answer === undefined) return;
  scene.clock.schedule({
    id: `partner_reply/${id}`,
    due: int(question, 'created_at') + int(answer, 'delay_minutes') * MINUTE,
    event: 'partner_reply',
    subject: String(id),
  });
}

/** When the other side is going to answer; null where it has nothing to answer. One that waited from the opening on is timed now. */
export function replyDue(scene: Pick<Scene, 'world' | 'clock'>, id: number): number | null {
  const timed = (): number | null =>
    scene.clock.state().timers.find((timer) => timer.id === `partner_reply/${id}`)?.due ?? null;
  const due = timed();
  if (due !== null) return due;
  scheduleReply(scene, id);
  return timed();
}

export function cancelReply(scene: Scene, id: number): void {
  scene.clock.cancel(`partner_reply/${id}`);
}

/** The other side answers the agent's last message. Returns what it says, or null where it has nothing to answer. */
export function answerSide(scene: Scene, id: number): string | null {
  const question = lastQuestion(scene, id);
  const answer = question === undefined ? undefined : replyTo(scene, question);
  if (question === undefined || answer === undefined) return null;
  if (!sideConversationLifecycle.send(scene.world, id, 'ANSWER').ok) return null;
  cancelReply(scene, id);
  const ticket = readTicket(scene.world, int(question, 'ticket_id'));
  const body = filled(text(answer, 'body'), orderFacts(scene, intOrNull(ticket, 'order_id')));
  say(scene, id, 'partner', body);
  record(scene, ticket, 'side_answered', { subject: `V${id}` });
  return body;
}

/** A reply with its `{placeholders}` filled in; what the other side does not know is `unknown`. */
export function filled(template: string, facts: ReadonlyMap<string, string>): string {
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => facts.get(name) ?? 'unknown');
}

/** What the other side knows of the ticket's order. */
function orderFacts(scene: Scene, orderId: number | null): ReadonlyMap<string, string> {
  const row = scene.world.get(
    `SELECT o.status AS order_status, s.carrier, s.tracking, s.status AS shipment_status, p.status AS payment_status, p.amount_cents
     FROM orders o LEFT JOIN shipments s ON s.order_id = o.id LEFT JOIN payments p ON p.order_id = o.id WHERE o.id = (SELECT ?)`,
    orderId,
  );
  const facts = new Map<string, string>();
  if (row === undefined) return facts;
  facts.set('order_id', String(orderId));
  for (const [name, cell] of Object.entries(row)) {
    if (typeof cell === 'string') facts.set(name, cell.replaceAll('_', ' '));
  }
  const cents = intOrNull(row, 'amount_cents');
  if (cents !== null) facts.set('amount', formatMoney(cents));
  return facts;
}
