/** The service desk's trade. */
import type { Rng } from '@understudy/kernel';
import type { Message, Task } from '@understudy/scenarios';
import type { Call, Trade } from './trade.ts';

const OUTCOMES = ['refunded', 'exchanged', 'credited', 'cancelled', 'return_created'];
const REASONS = ['window_expired', 'final_sale', 'already_shipped', 'identity_not_proven', 'not_covered'];
/** Stands for a sku that the beginner will look up when it gets there. */
const UNREAD = '?';

export const helpdeskRefunds: Trade = {
  pack: 'helpdesk-refunds',
  checks: new Set(['verify_identity']),
  reads: new Set(['get_order']),
  lines: [
    'Please tell me your order number and postcode.',
    'Please tell me your order number.',
    'Please tell me your postcode.',
    'I will look into it.',
    'It is done.',
  ],
  isEnd: ({ tool }) => tool === 'close_ticket' || tool === 'escalate_ticket',
  wrongAction: (task, decision, rng) => {
    const order = task.user.facts.find((fact) => fact.id === 'order_id')?.value ?? '';
    const options: Call[] = [
      { kind: 'call', tool: 'refund_item', arguments: { order_id: order, sku: UNREAD } },
      { kind: 'call', tool: 'exchange_item', arguments: { order_id: order, sku: UNREAD } },
      { kind: 'call', tool: 'create_return', arguments: { order_id: order, sku: UNREAD } },
      {
        kind: 'call',
        tool: 'issue_credit',
        arguments: { order_id: order, amount: rng.pick(['5.00', '10.00']) },
      },
    ];
    const wrong = rng.pick(options.filter((option) => option.tool !== decision?.tool));
    return [wrong, { kind: 'call', tool: 'close_ticket', arguments: { resolution: outcomeOf(wrong.tool) } }];
  },
  wrongEnd: (end, rng) => {
    if (end.tool === 'escalate_ticket')
      return {
        kind: 'call',
        tool: 'close_ticket',
        arguments: { resolution: 'refused', reason: 'not_covered' },
      };
    const { resolution, reason } = end.arguments;
    const args =
      resolution === 'refused'
        ? { resolution: 'refused', reason: rng.pick(REASONS.filter((other) => other !== reason)) }
        : { resolution: rng.pick(OUTCOMES.filter((outcome) => outcome !== resolution)) };
    return { kind: 'call', tool: 'close_ticket', arguments: args };
  },
  written: (act, { conversation }, task, rng) => {
    if (!('call' in act) || act.arguments['sku'] === undefined) return act;
    const { sku: planned, ...rest } = act.arguments;
    // An order of one item needs no sku, and nobody who types for a living adds one.
    if (itemsRead(conversation) === 1) return { ...act, arguments: rest };
    return planned === UNREAD
      ? { ...act, arguments: { ...act.arguments, sku: readSku(task, conversation) ?? guessSku(rng) } }
      : act;
  },
};

function outcomeOf(tool: string): string {
  return (
    { refund_item: 'refunded', exchange_item: 'exchanged', create_return: 'return_created' }[tool] ??
    'credited'
  );
}

/** How many items the last order that was read has; 0 when none was read. */
function itemsRead(conversation: readonly Message[]): number {
  return lastOrder(conversation).match(/"sku":/g)?.length ?? 0;
}

function lastOrder(conversation: readonly Message[]): string {
  const order = conversation.findLast((message) => message.role === 'tool' && message.name === 'get_order');
  return order?.content ?? '';
}

/** The sku of the item the customer speaks of, as the last order that was read shows it. */
function readSku(task: Task, conversation: readonly Message[]): string | undefined {
  const product = task.user.facts.find((fact) => fact.id === 'product')?.value ?? '';
  return new RegExp(`"name":"${product}","sku":"([^"]+)"`).exec(lastOrder(conversation))?.[1];
}

function guessSku(rng: Rng): string {
  return `${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(rng.int(0, 25))}${String(rng.int(1, 99))}`;
}
