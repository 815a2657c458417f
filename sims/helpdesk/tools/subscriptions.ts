/** Tools on subscriptions: read them, and move them from plan to plan with exact proration. */
import {
  defineTool,
  formatMoney,
  int,
  intOrNull,
  isoDate,
  lookup,
  succeed,
  text,
  type Row,
  type ToolContext,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { customerId, subscriptionId } from '../billing-parameters.ts';
import { failed, type Failed } from '../outcomes.ts';
import { prorate, type Period, type Proration } from '../proration.ts';
import type { SubscriptionChangeRow } from '../rows.ts';
import { collect, COLLECT_EVENTS, openInvoice, type Collected } from './charging.ts';
import { addEntry } from './credit-notes.ts';
import { nextId } from './numbering.ts';

export interface Subscription {
  readonly id: number;
  readonly customerId: number;
  readonly status: string;
  readonly planId: number;
  readonly plan: string;
  readonly planName: string;
  readonly priceCents: number;
  readonly billedBy: 'month' | 'year';
  readonly period: Period;
  readonly startedAt: number;
  readonly trialEnd: number | null;
  readonly pausedAt: number | null;
}

/** A subscription with its plan, or `not_found`. */
export function findSubscription(
  world: World,
  id: number,
): { readonly ok: true; readonly subscription: Subscription } | Failed {
  const row = world.get(
    `SELECT s.id, s.customer_id, s.status, s.plan_id, s.period_start, s.period_end, s.trial_end, s.paused_at, s.created_at,
       p.code, p.name, p.price_cents, p.period
     FROM subscriptions s JOIN plans p ON p.id = s.plan_id WHERE s.id = (SELECT ?)`,
    id,
  );
  if (row === undefined)
    return failed(
      'not_found',
      `There is no subscription U${id}.`,
      'list_subscriptions lists those of a customer.',
    );
  return {
    ok: true,
    subscription: {
      id,
      customerId: int(row, 'customer_id'),
      status: text(row, 'status'),
      planId: int(row, 'plan_id'),
      plan: text(row, 'code'),
      planName: text(row, 'name'),
      priceCents: int(row, 'price_cents'),
      billedBy: text(row, 'period') === 'year' ? 'year' : 'month',
      period: { start: int(row, 'period_start'), end: int(row, 'period_end') },
      startedAt: int(row, 'created_at'),
      trialEnd: intOrNull(row, 'trial_end'),
      pausedAt: intOrNull(row, 'paused_at'),
    },
  };
}

/** Keeps a record of what was done to a subscription. */
export function logChange(
  { world, clock }: ToolContext,
  change: Omit<SubscriptionChangeRow, 'id' | 'created_at'>,
): void {
  world.run(
    `INSERT INTO subscription_changes (id, subscription_id, kind, from_plan_id, to_plan_id, net_cents, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    nextId(world, 'subscription_changes'),
    change.subscription_id,
    change.kind,
    change.from_plan_id,
    change.to_plan_id,
    change.net_cents,
    clock.now(),
  );
}

export const listPlans = defineTool({
  name: 'list_plans',
  description: 'List the plans on offer with price and billing period.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({}),
  run({ world }) {
    const rows = world.all('SELECT code, name, price_cents, period, trial_days FROM plans ORDER BY id');
    return succeed({
      plans: rows.map((row) => ({
        plan: text(row, 'code'),
        name: text(row, 'name'),
        price: formatMoney(int(row, 'price_cents')),
        period: text(row, 'period'),
        trial_days: int(row, 'trial_days'),
      })),
    });
  },
});

export const listSubscriptions = defineTool({
  name: 'list_subscriptions',
  description: 'List the subscriptions of a customer.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ customer_id: customerId }),
  run({ world }, args) {
    if (world.get('SELECT id FROM customers WHERE id = ?', args.customer_id) === undefined)
      return failed('not_found', `There is no customer C${args.customer_id}.`);
    const rows = world.all(
      `SELECT s.id, s.status, p.code FROM subscriptions s JOIN plans p ON p.id = s.plan_id
       WHERE s.customer_id = (SELECT ?) ORDER BY s.created_at DESC, s.id`,
      args.customer_id,
    );
    return succeed({
      subscriptions: rows.map((row) => ({
        subscription_id: `U${int(row, 'id')}`,
        plan: text(row, 'code'),
        status: text(row, 'status'),
      })),
    });
  },
});

export const getSubscription = defineTool({
  name: 'get_subscription',
  description: 'Read a subscription: plan, price, status, and the period that is running.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ subscription_id: subscriptionId }),
  run({ world }, args) {
    const found = findSubscription(world, args.subscription_id);
    if (!found.ok) return found;
    const one = found.subscription;
    return succeed({
      subscription_id: `U${one.id}`,
      customer_id: `C${one.customerId}`,
      plan: one.plan,
      price: formatMoney(one.priceCents),
      billed: one.billedBy,
      status: one.status,
      started: isoDate(one.startedAt),
      period_start: isoDate(one.period.start),
      period_end: isoDate(one.period.end),
      trial_end: one.trialEnd === null ? null : isoDate(one.trialEnd),
      paused_on: one.pausedAt === null ? null : isoDate(one.pausedAt),
    });
  },
});

const change = {
  subscription_id: subscriptionId,
  plan: lookup(30).describe('Code of the new plan, from list_plans'),
};

type Planned =
  | {
      readonly ok: true;
      readonly from: Subscription;
      readonly to: {
        readonly id: number;
        readonly code: string;
        readonly name: string;
        readonly priceCents: number;
      };
      readonly cost: Proration;
    }
  | Failed;

/** A change of plan and its cost, or why it cannot be. During a trial nothing is due for either plan. */
function planChange({ world, clock }: ToolContext, args: { subscription_id: number; plan: string }): Planned {
  const found = findSubscription(world, args.subscription_id);
  if (!found.ok) return found;
  const from = found.subscription;
  const row = world.get(
    'SELECT id, code, name, price_cents, period FROM plans WHERE code = ?',
    slug(args.plan),
  );
  if (row === undefined)
    return failed('not_found', `There is no plan ${slug(args.plan)}.`, 'list_plans lists the plans.');
  if (from.status !== 'active' && from.status !== 'trialing') {
    const hint =
      from.status === 'past_due'
        ? 'Its open invoice must be paid first: list_invoices shows it.'
        : 'Only the plan of an active or trialing subscription can be changed.';
    return failed('conflict', `Subscription U${from.id} is ${from.status}.`, hint);
  }
  if (int(row, 'id') === from.planId)
    return failed('conflict', `Subscription U${from.id} is on the plan ${from.plan} already.`);
  if (text(row, 'period') !== from.billedBy)
    return failed(
      'conflict',
      `The plan ${text(row, 'code')} is billed by the ${text(row, 'period')}, this subscription by the ${from.billedBy}.`,
      'Change to a plan with the same billing period.',
    );
  return { ok: true, from, to: target(row), cost: cost(from, int(row, 'price_cents'), clock.now()) };
}

function cost(from: Subscription, toCents: number, now: number): Proration {
  if (from.status !== 'trialing')
    return prorate({ fromCents: from.priceCents, toCents, period: from.period, now });
  return prorate({ fromCents: 0, toCents: 0, period: from.period, now });
}

const slug = (plan: string): string => plan.replace(/[\s_]+/g, '-');

const target = (row: Row) => ({
  id: int(row, 'id'),
  code: text(row, 'code'),
  name: text(row, 'name'),
  priceCents: int(row, 'price_cents'),
});

export const previewPlanChange = defineTool({
  name: 'preview_plan_change',
  description:
    'What a change of plan would cost today: credit for the unused days of the old plan, charge for the new, and the net. Changes nothing.',
  effect: 'read',
  seconds: 4,
  parameters: z.strictObject(change),
  run(context, args) {
    const planned = planChange(context, args);
    if (!planned.ok) return planned;
    const { from, to, cost: due } = planned;
    return succeed({
      subscription_id: `U${from.id}`,
      from: from.plan,
      to: to.code,
      days_left: due.daysLeft,
      days_in_period: due.daysInPeriod,
      credit: formatMoney(due.creditCents),
      charge: formatMoney(due.chargeCents),
      net: formatMoney(due.netCents),
    });
  },
});

export const changePlan = defineTool({
  name: 'change_plan',
  description:
    'Change the plan of a subscription today. A positive net is invoiced and charged at once, a negative one goes to the store credit.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject(change),
  events: ['invoice.FINALIZE', ...COLLECT_EVENTS],
  run(context, args) {
    const planned = planChange(context, args);
    if (!planned.ok) return planned;
    const { from, to, cost: due } = planned;
    context.world.run('UPDATE subscriptions SET plan_id = ? WHERE id = ?', to.id, from.id);
    logChange(context, {
      subscription_id: from.id,
      kind: 'plan',
      from_plan_id: from.planId,
      to_plan_id: to.id,
      net_cents: due.netCents,
    });
    const rest: Period = { start: Math.max(from.period.start, context.clock.now()), end: from.period.end };
    let invoice: number | null = null;
    let collected: Collected | null = null;
    if (due.netCents > 0) {
      invoice = openInvoice(context, {
        customerId: from.customerId,
        subscriptionId: from.id,
        lines: [
          {
            kind: 'proration_credit',
            description: `${from.planName}, unused days`,
            cents: -due.creditCents,
            period: rest,
          },
          {
            kind: 'proration_charge',
            description: `${to.name}, remaining days`,
            cents: due.chargeCents,
            period: rest,
          },
        ],
      });
      collected = collect(context, invoice);
    } else if (due.netCents < 0) {
      addEntry(context, { customerId: from.customerId, cents: -due.netCents, kind: 'proration' });
    }
    return succeed({
      subscription_id: `U${from.id}`,
      plan: to.code,
      net: formatMoney(due.netCents),
      invoice_id: invoice === null ? null : `I${invoice}`,
      payment: collected?.payment ?? (due.netCents < 0 ? 'store_credit' : 'none'),
    });
  },
});
