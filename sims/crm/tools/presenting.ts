/** Tools for what happens to an approved quote with the customer: presented, accepted, denied, or expired by the clock. */
import {
  defineTool,
  formatMoney,
  int,
  isoDate,
  succeed,
  text,
  type Row,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { showId } from '../ids.ts';
import { isClosed } from './opportunities.ts';
import { failed, type Failed } from './outcomes.ts';
import { expiry, expiryTimer, quoteId } from './quotes.ts';
import { locate } from './records.ts';
import { advance, find, update } from './writing.ts';

/** Event of the timer that a presented quote sets; its subject is the quote's number. */
export const QUOTE_EXPIRY = 'crm_quote_expiry';

/** The quote's opportunity; it always has one. */
function opportunityOf(context: ToolContext, quote: Row): Row {
  return find(context.world, 'opportunities', int(quote, 'opportunity_id')) ?? {};
}

/** `conflict` where the quote is past its date. */
function validStill(context: ToolContext, quote: Row): { readonly ok: true } | Failed {
  if (context.clock.now() < expiry(quote)) return { ok: true };
  return failed(
    'conflict',
    `Quote ${showId('quote', int(quote, 'id'))} was valid until ${isoDate(int(quote, 'expires_at'))}.`,
    'create_quote makes a new one.',
  );
}

export const presentQuote = defineTool({
  name: 'present_quote',
  description: 'Present an approved quote to the contact of its opportunity.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({ quote_id: quoteId }),
  events: ['quote.PRESENT'],
  run(context, args) {
    const found = locate(context, 'quote', args.quote_id);
    if (!found.ok) return found;
    const opportunity = opportunityOf(context, found.row);
    const sent = advance(
      context,
      'quote',
      found.row,
      'PRESENT',
      { presented_at: context.clock.now() },
      'Only an approved quote can be presented; submit_quote_for_approval first.',
    );
    if (!sent.ok) return sent;
    const valid = validStill(context, found.row);
    if (!valid.ok) return valid;
    if (isClosed(opportunity)) {
      return failed(
        'conflict',
        `Opportunity ${showId('opportunity', int(opportunity, 'id'))} is ${text(opportunity, 'stage')}.`,
        'A quote is presented while its opportunity is open.',
      );
    }
    if (opportunity['contact_id'] === null) {
      return failed(
        'conflict',
        `Opportunity ${showId('opportunity', int(opportunity, 'id'))} has no contact to present the quote to.`,
        'Set its contact first.',
      );
    }
    context.clock.schedule({
      id: expiryTimer(args.quote_id),
      due: expiry(found.row),
      event: QUOTE_EXPIRY,
      subject: String(args.quote_id),
    });
    return succeed({
      quote_id: showId('quote', args.quote_id),
      status: sent.to,
      contact_id: showId('contact', int(opportunity, 'contact_id')),
      expires: isoDate(int(found.row, 'expires_at')),
    });
  },
});

export const acceptQuote = defineTool({
  name: 'accept_quote',
  description:
    'Record that the customer accepted a presented quote. Its total becomes the amount of the opportunity.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({ quote_id: quoteId }),
  events: ['quote.ACCEPT'],
  run(context, args) {
    const found = locate(context, 'quote', args.quote_id);
    if (!found.ok) return found;
    const sent = advance(
      context,
      'quote',
      found.row,
      'ACCEPT',
      { decided_at: context.clock.now() },
      'Only a presented quote can be accepted; present_quote first.',
    );
    if (!sent.ok) return sent;
    const valid = validStill(context, found.row);
    if (!valid.ok) return valid;
    const opportunity = opportunityOf(context, found.row);
    const other = context.world.get(
      `SELECT id FROM quotes WHERE opportunity_id = (SELECT ?) AND status = 'accepted' AND id <> ? ORDER BY id LIMIT 1`,
      int(opportunity, 'id'),
      args.quote_id,
    );
    if (other !== undefined) {
      return failed(
        'conflict',
        `Quote ${showId('quote', int(other, 'id'))} of the same opportunity is accepted already.`,
        'An opportunity has one accepted quote.',
      );
    }
    const total = int(found.row, 'total_cents');
    if (!isClosed(opportunity)) update(context, 'opportunity', opportunity, { amount_cents: total });
    context.clock.cancel(expiryTimer(args.quote_id));
    return succeed({ quote_id: showId('quote', args.quote_id), status: sent.to, total: formatMoney(total) });
  },
});

export const denyQuote = defineTool({
  name: 'deny_quote',
  description: 'Record that the customer turned a presented quote down.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({ quote_id: quoteId }),
  events: ['quote.DENY'],
  run(context, args) {
    const found = locate(context, 'quote', args.quote_id);
    if (!found.ok) return found;
    const changes = { decided_at: context.clock.now() };
    const sent = advance(
      context,
      'quote',
      found.row,
      'DENY',
      changes,
      'Only a presented quote can be denied.',
    );
    if (!sent.ok) return sent;
    context.clock.cancel(expiryTimer(args.quote_id));
    return succeed({ quote_id: showId('quote', args.quote_id), status: sent.to });
  },
});

export const expireQuote = defineTool({
  name: 'expire_quote',
  description: 'Let a quote expire whose date has passed.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ quote_id: quoteId }),
  events: ['quote.EXPIRE'],
  run(context, args) {
    const found = locate(context, 'quote', args.quote_id);
    if (!found.ok) return found;
    if (context.clock.now() < expiry(found.row)) {
      return failed(
        'conflict',
        `Quote ${showId('quote', args.quote_id)} is valid until ${isoDate(int(found.row, 'expires_at'))}.`,
      );
    }
    const sent = advance(context, 'quote', found.row, 'EXPIRE');
    if (!sent.ok) return sent;
    return succeed({ quote_id: showId('quote', args.quote_id), status: sent.to });
  },
});
