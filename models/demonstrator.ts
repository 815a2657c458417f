/**
 * A beginner who shows how it is done, and errs. It plans with the gold solution, then spoils the plan at random: skips the
 * identity check, does the wrong thing, closes with the wrong outcome or not at all, forgets to tell the amount. The embedded
 * model learns from its episodes, right or wrong; nothing marks which is which.
 */
import type { Rng } from '@understudy/kernel';
import { callsMade, goldAct } from '@understudy/scenarios';
import type { Agent, GoldMove, Message, Task } from '@understudy/scenarios';

/** Probability of each kind of error, per episode. */
export interface ErrorRates {
  readonly skipIdentity: number;
  readonly skipOrder: number;
  readonly wrongAction: number;
  readonly wrongOutcome: number;
  readonly forgetClose: number;
  readonly vagueReply: number;
}

type Call = Extract<GoldMove, { kind: 'call' }>;

const OUTCOMES = ['refunded', 'exchanged', 'credited', 'cancelled', 'return_created'];
const REASONS = ['window_expired', 'final_sale', 'already_shipped', 'identity_not_proven', 'not_covered'];
const READS = new Set(['verify_identity', 'get_order']);
/** Stands for a sku that the beginner will look up when it gets there. */
const UNREAD = '?';
const VAGUE = 'I have taken care of it. Is there anything else?';

const isEnd = (move: GoldMove): boolean =>
  move.kind === 'call' && (move.tool === 'close_ticket' || move.tool === 'escalate_ticket');

/** What this demonstrator intends to do in one episode: the gold moves with its errors in them. */
export function plan(task: Task, rates: ErrorRates, rng: Rng): readonly GoldMove[] {
  let moves = [...task.gold];
  const hit = (rate: number): boolean => rng.chance(rate);
  if (hit(rates.skipIdentity))
    moves = moves.filter((move) => move.kind !== 'call' || move.tool !== 'verify_identity');
  if (hit(rates.skipOrder)) moves = moves.filter((move) => move.kind !== 'call' || move.tool !== 'get_order');
  if (hit(rates.wrongAction)) moves = replaceAction(moves, task, rng);
  if (hit(rates.wrongOutcome))
    moves = moves.map((move) => (move.kind === 'call' && isEnd(move) ? wrongEnd(move, rng) : move));
  if (hit(rates.forgetClose)) moves = moves.filter((move) => !isEnd(move));
  if (hit(rates.vagueReply))
    moves = moves.map((move) => (move.kind === 'say' ? { kind: 'say', text: VAGUE } : move));
  return moves;
}

/** Swaps what is done to the order for something else that a beginner might do to it. */
function replaceAction(moves: readonly GoldMove[], task: Task, rng: Rng): GoldMove[] {
  const order = task.user.facts.find((fact) => fact.id === 'order_id')?.value ?? '';
  const gold = moves.find((move): move is Call => move.kind === 'call' && !READS.has(move.tool));
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
  const wrong = rng.pick(options.filter((option) => option.tool !== gold?.tool));
  const close: Call = {
    kind: 'call',
    tool: 'close_ticket',
    arguments: { resolution: outcomeOf(wrong.tool) },
  };
  const kept = moves.filter((move) => move.kind !== 'call' || READS.has(move.tool));
  const say = kept.findLastIndex((move) => move.kind === 'say');
  return [...kept.slice(0, say), wrong, close, { kind: 'say', text: VAGUE }];
}

function outcomeOf(tool: string): string {
  return (
    { refund_item: 'refunded', exchange_item: 'exchanged', create_return: 'return_created' }[tool] ??
    'credited'
  );
}

function wrongEnd(move: Call, rng: Rng): Call {
  if (move.tool === 'escalate_ticket')
    return {
      kind: 'call',
      tool: 'close_ticket',
      arguments: { resolution: 'refused', reason: 'not_covered' },
    };
  const refused = move.arguments['resolution'] === 'refused';
  const args = refused
    ? {
        resolution: 'refused',
        reason: rng.pick(REASONS.filter((reason) => reason !== move.arguments['reason'])),
      }
    : { resolution: rng.pick(OUTCOMES.filter((outcome) => outcome !== move.arguments['resolution'])) };
  return { kind: 'call', tool: 'close_ticket', arguments: args };
}

/** An agent for one episode of one task. After its plan it closes the ticket as gold would, and says so. */
export function demonstrator(task: Task, rates: ErrorRates, rng: Rng): Agent {
  const moves = plan(task, rates, rng);
  const end = task.gold.find(isEnd);
  const say = task.gold.findLast((move) => move.kind === 'say');
  const tail = moves.some(isEnd) || end === undefined || say === undefined ? [] : [end, say];
  const plannedTask: Task = { ...task, gold: [...moves, ...tail] };
  return (view) => {
    const act = goldAct({ ...view, task: plannedTask }, callsMade(view.conversation));
    if (!('call' in act) || act.arguments['sku'] === undefined) return act;
    const { sku: planned, ...rest } = act.arguments;
    // An order of one item needs no sku, and nobody who types for a living adds one.
    if (itemsRead(view.conversation) === 1) return { ...act, arguments: rest };
    return planned === UNREAD
      ? { ...act, arguments: { ...act.arguments, sku: readSku(task, view.conversation) ?? guessSku(rng) } }
      : act;
  };
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
