/** Tools that pause, resume, end and win back subscriptions. */
import {
  choice,
  dayOf,
  DAY,
  defineTool,
  formatMoney,
  int,
  isoDate,
  optionalChoice,
  succeed,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { subscriptionId } from '../billing-parameters.ts';
import { CANCEL_REASONS } from '../billing-vocabulary.ts';
import { subscriptionLifecycle } from '../lifecycles.ts';
import { refused } from '../outcomes.ts';
import { periodEnd, unusedCents } from '../proration.ts';
import { collect, COLLECT_EVENTS, must, openInvoice } from './charging.ts';
import { connect, cutOff } from './connection.ts';
import { creditableCents, giveBack, GIVE_BACK_EVENTS } from './credit-notes.ts';
import { findSubscription, logChange, type Subscription } from './subscriptions.ts';

function log(
  context: ToolContext,
  one: Subscription,
  kind: 'pause' | 'resume' | 'cancel' | 'reactivate',
  cents = 0,
): void {
  logChange(context, {
    subscription_id: one.id,
    kind,
    from_plan_id: one.planId,
    to_plan_id: kind === 'cancel' ? null : one.planId,
    net_cents: cents,
  });
}

export const pauseSubscription = defineTool({
  name: 'pause_subscription',
  description:
    'Pause an active subscription: nothing is billed, and the unused days are kept until it is resumed.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ subscription_id: subscriptionId }),
  events: ['subscription.PAUSE', 'device.BREAK'],
  run(context, args) {
    const found = findSubscription(context.world, args.subscription_id);
    if (!found.ok) return found;
    const one = found.subscription;
    const paused = subscriptionLifecycle.send(context.world, one.id, 'PAUSE');
    if (!paused.ok) return refused(paused, 'Only an active subscription can be paused.');
    context.world.run('UPDATE subscriptions SET paused_at = ? WHERE id = ?', context.clock.now(), one.id);
    cutOff(context, one.id);
    log(context, one, 'pause');
    return succeed({ subscription_id: `U${one.id}`, status: paused.to });
  },
});

export const resumeSubscription = defineTool({
  name: 'resume_subscription',
  description: 'Resume a paused subscription; its period ends later by the days it was paused.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ subscription_id: subscriptionId }),
  events: ['subscription.RESUME', 'device.RECOVER'],
  run(context, args) {
    const { world, clock } = context;
    const found = findSubscription(world, args.subscription_id);
    if (!found.ok) return found;
    const one = found.subscription;
    const resumed = subscriptionLifecycle.send(world, one.id, 'RESUME');
    if (!resumed.ok) return refused(resumed, 'Only a paused subscription can be resumed.');
    const days = dayOf(clock.now()) - dayOf(one.pausedAt ?? clock.now());
    const end = one.period.end + days * DAY;
    world.run('UPDATE subscriptions SET paused_at = NULL, period_end = ? WHERE id = ?', end, one.id);
    connect(context, one.id);
    log(context, one, 'resume');
    return succeed({ subscription_id: `U${one.id}`, status: resumed.to, period_end: isoDate(end) });
  },
});

/** Gives back what was paid for the unused days, newest invoice first; returns the cents. */
function refundUnused(context: ToolContext, one: Subscription, to: 'original' | 'store_credit'): number {
  const { world, clock } = context;
  if (one.status !== 'active' && one.status !== 'paused' && one.status !== 'cancelling') return 0;
  if (one.trialEnd !== null && one.trialEnd > clock.now()) return 0;
  const invoices = world.all(
    `SELECT DISTINCT i.id, i.issued_at FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id
     WHERE i.subscription_id = (SELECT ?) AND i.status = 'paid' AND l.period_end > (SELECT ?)
     ORDER BY i.issued_at DESC, i.id DESC`,
    one.id,
    one.pausedAt ?? clock.now(),
  );
  let left = unusedCents(one.priceCents, one.period, one.pausedAt ?? clock.now());
  let given = 0;
  for (const invoice of invoices) {
    const id = int(invoice, 'id');
    const cents = Math.min(left, creditableCents(world, id));
    if (cents === 0) continue;
    giveBack(context, { id, customerId: one.customerId }, cents, to);
    left -= cents;
    given += cents;
  }
  return given;
}

export const cancelSubscription = defineTool({
  name: 'cancel_subscription',
  description:
    'Cancel a subscription, at the end of its period or now. Cancelled now, what was paid for the unused days can be refunded.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({
    subscription_id: subscriptionId,
    when: choice(['period_end', 'now']).describe('When it ends'),
    reason: choice(CANCEL_REASONS).describe('Why the customer leaves'),
    refund: optionalChoice(['none', 'original', 'store_credit']).describe(
      'Where the money for unused days goes; only with "now"; "none" where left out',
    ),
  }),
  events: ['subscription.CANCEL_NOW', 'subscription.CANCEL_LATER', 'device.BREAK', ...GIVE_BACK_EVENTS],
  run(context, args) {
    const { world, clock } = context;
    const found = findSubscription(world, args.subscription_id);
    if (!found.ok) return found;
    const one = found.subscription;
    const now = args.when === 'now';
    const cancelled = subscriptionLifecycle.send(world, one.id, now ? 'CANCEL_NOW' : 'CANCEL_LATER');
    if (!cancelled.ok)
      return refused(
        cancelled,
        now
          ? 'It has ended already.'
          : 'Only an active or trialing subscription can be cancelled at the end of its period.',
      );
    const refund = args.refund ?? 'none';
    const given = now && refund !== 'none' ? refundUnused(context, one, refund) : 0;
    world.run(
      'UPDATE subscriptions SET cancel_reason = ?, paused_at = NULL WHERE id = ?',
      args.reason,
      one.id,
    );
    if (now) cutOff(context, one.id);
    log(context, one, 'cancel', -given);
    return succeed({
      subscription_id: `U${one.id}`,
      status: cancelled.to,
      ends: isoDate(now ? clock.now() : one.period.end),
      refunded: formatMoney(given),
    });
  },
});

export const reactivateSubscription = defineTool({
  name: 'reactivate_subscription',
  description:
    'Take back a cancellation that has not come into force, or win back an expired subscription: a new period is invoiced and charged.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({ subscription_id: subscriptionId }),
  events: [
    'subscription.REACTIVATE',
    'subscription.RESUME_TRIAL',
    'subscription.MISS_PAYMENT',
    'invoice.FINALIZE',
    ...COLLECT_EVENTS,
  ],
  run(context, args) {
    const { world, clock } = context;
    const found = findSubscription(world, args.subscription_id);
    if (!found.ok) return found;
    const one = found.subscription;
    const onTrial = one.status === 'cancelling' && one.trialEnd !== null && one.trialEnd > clock.now();
    const back = subscriptionLifecycle.send(world, one.id, onTrial ? 'RESUME_TRIAL' : 'REACTIVATE');
    if (!back.ok) return refused(back, 'Only a cancelling or expired subscription can be reactivated.');
    world.run('UPDATE subscriptions SET cancel_reason = NULL WHERE id = ?', one.id);
    const payment = one.status === 'expired' ? startPeriod(context, one) : 'none';
    log(context, one, 'reactivate', one.status === 'expired' ? one.priceCents : 0);
    const after = findSubscription(world, one.id);
    if (!after.ok) return after;
    return succeed({
      subscription_id: `U${one.id}`,
      status: after.subscription.status,
      period_end: isoDate(after.subscription.period.end),
      payment,
    });
  },
});

/** A new period from today, invoiced and charged. Without the money the subscription is past due and its devices stay cut off. */
function startPeriod(context: ToolContext, one: Subscription): string {
  const start = dayOf(context.clock.now()) * DAY;
  const period = { start, end: periodEnd(start, one.billedBy) };
  context.world.run(
    'UPDATE subscriptions SET period_start = ?, period_end = ? WHERE id = ?',
    period.start,
    period.end,
    one.id,
  );
  const invoice = openInvoice(context, {
    customerId: one.customerId,
    subscriptionId: one.id,
    lines: [{ kind: 'plan', description: one.planName, cents: one.priceCents, period }],
  });
  const { payment } = collect(context, invoice);
  if (payment === 'paid') connect(context, one.id);
  else must(subscriptionLifecycle.send(context.world, one.id, 'MISS_PAYMENT'));
  return payment;
}
