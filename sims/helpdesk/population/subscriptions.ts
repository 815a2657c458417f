/** Plans, and subscriptions in every state with the invoices of their last periods. Periods join without a gap. */
import { DAY, dayOf, OPENING_TIME } from '@understudy/kernel';
import type { Rng, SimTime, Split } from '@understudy/kernel';
import { CANCEL_REASONS, type PaymentHealth } from '../billing-vocabulary.ts';
import { addMonths, prorate, type Period } from '../proration.ts';
import type { PaymentMethodRow, PlanRow, SubscriptionRow } from '../rows.ts';
import type { Draft } from './draft.ts';
import { addInvoice } from './invoices.ts';
import { numberSource } from './number-source.ts';

const TODAY = dayOf(OPENING_TIME);
const SUBSCRIBERS = 0.4;
const ENDINGS = [0, 50, 90, 95] as const;
const TRIAL_DAYS = 14;

/** Code, name, and the range of whole prices a month; the dearer of two is always further down. */
const MONTHLY = [
  ['basic', 'Hearth Basic', 5, 8],
  ['home', 'Hearth Home', 11, 15],
  ['family', 'Hearth Family', 19, 24],
  ['pro', 'Hearth Pro', 29, 38],
] as const;
/** A year costs ten months. */
const YEARLY = ['home', 'family'] as const;

function addPlans(draft: Draft, rng: Rng): void {
  for (const [code, name, low, high] of MONTHLY) {
    const price_cents = rng.int(low, high) * 100 + rng.pick(ENDINGS);
    const id = draft.plans.length + 1;
    draft.plans.push({ id, code, name, period: 'month', price_cents, trial_days: TRIAL_DAYS });
  }
  for (const code of YEARLY) {
    const month = draft.plans.find((plan) => plan.code === code);
    if (month === undefined) continue;
    draft.plans.push({
      id: draft.plans.length + 1,
      code: `${code}-year`,
      name: `${month.name}, yearly`,
      period: 'year',
      price_cents: month.price_cents * 10,
      trial_days: 0,
    });
  }
}

/** Adds the plans, and a subscription with a payment method for four customers in ten. */
export function addSubscriptions(draft: Draft, rng: Rng, split: Split, invoiceId: () => number): void {
  addPlans(draft, rng.fork('plans'));
  const subscriptionId = numberSource(split, rng.fork('ids'));
  const dice = rng.fork('subscriptions');
  const subscribers = dice.shuffle(draft.customers).slice(0, Math.ceil(draft.customers.length * SUBSCRIBERS));
  subscribers.forEach((customer, index) => {
    const status = STATES[index % STATES.length] ?? 'active';
    const method = addMethod(draft, dice, customer.id, drawHealth(dice, status));
    const plan = dice.pick(draft.plans.filter((one) => status !== 'trialing' || one.period === 'month'));
    const periods = drawPeriods(dice, status, plan.period);
    const current = periods.at(-1);
    const first = periods[0];
    if (current === undefined || first === undefined) return;
    const subscription: SubscriptionRow = {
      id: subscriptionId(),
      customer_id: customer.id,
      plan_id: plan.id,
      status,
      period_start: current.start,
      period_end: current.end,
      trial_end: status === 'trialing' ? current.end : null,
      paused_at: status === 'paused' ? pausedAt(dice, current) : null,
      cancel_reason: status === 'cancelling' || status === 'cancelled' ? dice.pick(CANCEL_REASONS) : null,
      created_at: first.start,
    };
    draft.subscriptions.push(subscription);
    addHistory(draft, dice, { subscription, plan, periods, method, invoiceId });
  });
}

type Status = SubscriptionRow['status'];

/** States are dealt, not drawn, so that even a small population has most of them. */
const STATES: readonly Status[] = [
  'active',
  'past_due',
  'active',
  'paused',
  'active',
  'cancelling',
  'active',
  'past_due',
  'trialing',
  'active',
  'cancelled',
  'active',
  'past_due',
  'active',
  'expired',
  'active',
  'paused',
  'active',
  'cancelling',
  'active',
  'trialing',
  'active',
];

/** Who could not pay has a payment method that does not work; others may learn of it next time. */
function drawHealth(rng: Rng, status: Status): PaymentHealth {
  const failing = ['expired', 'no_funds', 'needs_approval'] as const;
  if (status === 'past_due') return rng.pick(failing);
  if (status === 'expired') return rng.pick(['expired', 'no_funds'] as const);
  return rng.chance(0.8) ? 'good' : rng.pick(failing);
}

function addMethod(draft: Draft, rng: Rng, customerId: number, health: PaymentHealth): PaymentMethodRow {
  const kind = health === 'expired' || rng.chance(0.75) ? 'card' : 'paypal';
  const label = kind === 'card' ? `card ending ${rng.int(1000, 9999)}` : 'paypal account';
  const row: PaymentMethodRow = {
    id: draft.payment_methods.length + 1,
    customer_id: customerId,
    kind,
    label,
    health,
  };
  draft.payment_methods.push(row);
  return row;
}

/** Midnight of a day no later than the 28th, so that every month has it: `days` ago or up to three days more. */
function midnight(days: number): SimTime {
  const date = new Date((TODAY - days) * DAY);
  return date.getTime() - Math.max(0, date.getUTCDate() - 28) * DAY;
}

/** The last periods, oldest first. The last one runs now, or has ended where the subscription has. */
function drawPeriods(rng: Rng, status: Status, billed: PlanRow['period']): readonly Period[] {
  if (status === 'trialing') {
    const start = (TODAY - rng.int(1, TRIAL_DAYS - 2)) * DAY;
    return [{ start, end: start + TRIAL_DAYS * DAY }];
  }
  const months = billed === 'month' ? 1 : 12;
  const over = status === 'cancelled' || status === 'expired';
  const start = over
    ? addMonths(midnight(rng.int(2, 60)), -months)
    : midnight(billed === 'month' ? rng.int(1, 24) : rng.int(20, 340));
  const before = billed === 'month' ? rng.int(0, 3) : rng.int(0, 1);
  const count = before + 1;
  return Array.from({ length: count }, (_, index) => ({
    start: addMonths(start, -months * (before - index)),
    end: addMonths(start, -months * (before - index - 1)),
  }));
}

function pausedAt(rng: Rng, period: Period): SimTime {
  return period.start + rng.int(0, Math.max(0, TODAY - 1 - dayOf(period.start))) * DAY + 10 * 3_600_000;
}

interface History {
  readonly subscription: SubscriptionRow;
  readonly plan: PlanRow;
  readonly periods: readonly Period[];
  readonly method: PaymentMethodRow;
  readonly invoiceId: () => number;
}

function addHistory(draft: Draft, rng: Rng, history: History): void {
  const { subscription, plan, periods, method, invoiceId } = history;
  const { id, customer_id, status } = subscription;
  const change = (
    kind: 'start' | 'plan' | 'pause' | 'cancel',
    from: number | null,
    to: number | null,
    net: number,
    at: SimTime,
  ) =>
    draft.subscription_changes.push({
      id: draft.subscription_changes.length + 1,
      subscription_id: id,
      kind,
      from_plan_id: from,
      to_plan_id: to,
      net_cents: net,
      created_at: at,
    });
  const upgrade =
    status === 'active' && periods.length > 1 && rng.chance(0.4) ? cheaper(draft, rng, plan) : undefined;
  change('start', null, (upgrade ?? plan).id, 0, subscription.created_at);
  if (status === 'trialing') return;
  periods.forEach((period, index) => {
    const isLast = index === periods.length - 1;
    const billed = isLast ? plan : (upgrade ?? plan);
    addInvoice(draft, rng, {
      id: invoiceId(),
      customerId: customer_id,
      subscriptionId: id,
      issuedAt: period.start,
      method,
      ending:
        isLast && status === 'past_due' ? 'open' : isLast && status === 'expired' ? 'uncollectible' : 'paid',
      lines: [{ kind: 'plan', description: billed.name, cents: billed.price_cents, period }],
    });
    if (upgrade === undefined || index !== periods.length - 2) return;
    const now = period.start + rng.int(1, dayOf(period.end) - dayOf(period.start) - 1) * DAY + 9 * 3_600_000;
    const cost = prorate({ fromCents: upgrade.price_cents, toCents: plan.price_cents, period, now });
    change('plan', upgrade.id, plan.id, cost.netCents, now);
    if (cost.netCents === 0) return;
    const rest = { start: now, end: period.end };
    addInvoice(draft, rng, {
      id: invoiceId(),
      customerId: customer_id,
      subscriptionId: id,
      issuedAt: now,
      method,
      ending: 'paid',
      lines: [
        {
          kind: 'proration_credit',
          description: `${upgrade.name}, unused days`,
          cents: -cost.creditCents,
          period: rest,
        },
        {
          kind: 'proration_charge',
          description: `${plan.name}, remaining days`,
          cents: cost.chargeCents,
          period: rest,
        },
      ],
    });
  });
  if (subscription.paused_at !== null) change('pause', plan.id, plan.id, 0, subscription.paused_at);
  if (status === 'cancelling' || status === 'cancelled')
    change('cancel', plan.id, null, 0, Math.min(OPENING_TIME, subscription.period_start + 12 * 3_600_000));
}

function cheaper(draft: Draft, rng: Rng, plan: PlanRow): PlanRow | undefined {
  const plans = draft.plans.filter((one) => one.period === plan.period && one.price_cents < plan.price_cents);
  return plans.length === 0 ? undefined : rng.pick(plans);
}
