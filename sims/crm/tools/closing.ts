/** Tools that close an opportunity, won or lost, and open a lost one again. */
import {
  choice,
  DAY,
  dayOf,
  defineTool,
  formatMoney,
  freeText,
  int,
  intOrNull,
  succeed,
} from '@understudy/kernel';
import { z } from 'zod';
import { showId } from '../ids.ts';
import { LOSS_REASONS, STAGE_FORECAST } from '../vocabulary.ts';
import { opportunityId } from './opportunities.ts';
import { failed } from './outcomes.ts';
import { day, optional } from './parameters.ts';
import { locate } from './records.ts';
import { advance, find, update } from './writing.ts';

export const closeOpportunityWon = defineTool({
  name: 'close_opportunity_won',
  description:
    'Close an opportunity as won. The accepted quote gives the amount; without one the opportunity needs an amount. A prospect becomes a customer.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ opportunity_id: opportunityId }),
  events: ['opportunity.WIN'],
  run(context, args) {
    const found = locate(context, 'opportunity', args.opportunity_id);
    if (!found.ok) return found;
    const { world, clock } = context;
    const accepted = world.get(
      `SELECT total_cents FROM quotes WHERE opportunity_id = (SELECT ?) AND status = 'accepted' ORDER BY id DESC LIMIT 1`,
      args.opportunity_id,
    );
    const amount =
      accepted === undefined ? intOrNull(found.row, 'amount_cents') : int(accepted, 'total_cents');
    const { probability, category } = STAGE_FORECAST.closed_won;
    const sent = advance(
      context,
      'opportunity',
      found.row,
      'WIN',
      {
        amount_cents: amount,
        probability,
        forecast_category: category,
        closed_at: clock.now(),
        next_step: null,
      },
      'Only an opportunity in proposal or negotiation can be won.',
    );
    if (!sent.ok) return sent;
    if (amount === null || amount === 0) {
      return failed(
        'validation',
        'A won opportunity needs an accepted quote or an amount.',
        'accept_quote records the acceptance; otherwise set the amount.',
      );
    }
    const account = find(world, 'accounts', int(found.row, 'account_id'));
    if (account?.['kind'] === 'prospect' || account?.['kind'] === 'former_customer') {
      update(context, 'account', account, { kind: 'customer' });
    }
    return succeed({
      opportunity_id: showId('opportunity', args.opportunity_id),
      stage: sent.to,
      amount: formatMoney(amount),
    });
  },
});

export const closeOpportunityLost = defineTool({
  name: 'close_opportunity_lost',
  description: 'Close an opportunity as lost, with the reason, and the competitor where one won it.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({
    opportunity_id: opportunityId,
    reason: choice(LOSS_REASONS).describe('Why it was lost'),
    competitor: optional(freeText(60)).describe('Who won it; needed with reason competitor'),
  }),
  events: ['opportunity.LOSE'],
  run(context, args) {
    const found = locate(context, 'opportunity', args.opportunity_id);
    if (!found.ok) return found;
    const { probability, category } = STAGE_FORECAST.closed_lost;
    const sent = advance(context, 'opportunity', found.row, 'LOSE', {
      probability,
      forecast_category: category,
      loss_reason: args.reason,
      competitor: args.competitor ?? null,
      closed_at: context.clock.now(),
      next_step: null,
    });
    if (!sent.ok) return sent;
    if (args.reason === 'competitor' && args.competitor === undefined) {
      return failed(
        'validation',
        'competitor: needed when the reason is competitor.',
        'Say who won the deal.',
      );
    }
    return succeed({
      opportunity_id: showId('opportunity', args.opportunity_id),
      stage: sent.to,
      reason: args.reason,
    });
  },
});

export const reopenOpportunity = defineTool({
  name: 'reopen_opportunity',
  description: 'Open a lost opportunity again, in qualification, with a new close date.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({
    opportunity_id: opportunityId,
    close_date: day.describe('New expected close, like "2026-09-30"'),
    next_step: freeText(200).describe('What happens next'),
  }),
  events: ['opportunity.REOPEN'],
  run(context, args) {
    const found = locate(context, 'opportunity', args.opportunity_id);
    if (!found.ok) return found;
    if (args.close_date < dayOf(context.clock.now()) * DAY) {
      return failed('validation', 'close_date: lies in the past.', `Today is ${context.clock.today()}.`);
    }
    const { probability, category } = STAGE_FORECAST.qualification;
    const sent = advance(
      context,
      'opportunity',
      found.row,
      'REOPEN',
      {
        probability,
        forecast_category: category,
        close_date: args.close_date,
        next_step: args.next_step,
        loss_reason: null,
        competitor: null,
        closed_at: null,
      },
      'Only a lost opportunity can be reopened.',
    );
    if (!sent.ok) return sent;
    return succeed({ opportunity_id: showId('opportunity', args.opportunity_id), stage: sent.to });
  },
});
