/** Tools that make a quote out of an opportunity, price it, and read it. */
import {
  DAY,
  dayOf,
  defineTool,
  formatMoney,
  freeText,
  int,
  intOrNull,
  isoDate,
  succeed,
  text,
  textOrNull,
  type Row,
} from '@understudy/kernel';
import { z } from 'zod';
import { idOf, showId } from '../ids.ts';
import { openOnly, opportunityId, showItem } from './opportunities.ts';
import { failed } from './outcomes.ts';
import { optional, percent, whole } from './parameters.ts';
import { locate } from './records.ts';
import { advance, insert, update } from './writing.ts';

export const quoteId = idOf('quote').describe('Quote id, like "Q7"');

/** A price less its discount, rounded to the cent. */
function discounted(subtotal: number, discount: number): number {
  return Math.round((subtotal * (100 - discount)) / 100);
}

export const createQuote = defineTool({
  name: 'create_quote',
  description: 'Make a draft quote out of the line items of an open opportunity.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({
    opportunity_id: opportunityId,
    name: optional(freeText(80)).describe('Default: the name of the opportunity and a number'),
    discount_percent: optional(percent).describe('Discount on everything, whole percent; default 0'),
    valid_days: optional(whole(1, 180)).describe('Days the quote is valid; default 30'),
  }),
  run(context, args) {
    const found = locate(context, 'opportunity', args.opportunity_id);
    if (!found.ok) return found;
    const open = openOnly(found.row);
    if (!open.ok) return open;
    const { world, clock } = context;
    const items = world.all(
      'SELECT product_id, quantity, unit_price_cents, total_cents FROM opportunity_items WHERE opportunity_id = (SELECT ?) ORDER BY id',
      args.opportunity_id,
    );
    if (items.length === 0) {
      return failed(
        'conflict',
        `Opportunity ${showId('opportunity', args.opportunity_id)} has no line items to quote.`,
        'add_opportunity_item first.',
      );
    }
    const earlier = world.get(
      'SELECT count(*) AS quotes FROM quotes WHERE opportunity_id = ?',
      args.opportunity_id,
    );
    const number = earlier === undefined ? 1 : int(earlier, 'quotes') + 1;
    const subtotal = items.reduce((sum, item) => sum + int(item, 'total_cents'), 0);
    const discount = args.discount_percent ?? 0;
    const total = discounted(subtotal, discount);
    const now = clock.now();
    const expires = (dayOf(now) + (args.valid_days ?? 30)) * DAY;
    const id = insert(world, 'quotes', {
      name: args.name ?? `${text(found.row, 'name')} quote ${number}`,
      opportunity_id: args.opportunity_id,
      owner_id: int(found.row, 'owner_id'),
      status: 'draft',
      discount_percent: discount,
      subtotal_cents: subtotal,
      total_cents: total,
      expires_at: expires,
      created_at: now,
      updated_at: now,
    });
    for (const item of items) insert(world, 'quote_items', { quote_id: id, ...item });
    return succeed({
      quote_id: showId('quote', id),
      status: 'draft',
      subtotal: formatMoney(subtotal),
      discount_percent: discount,
      total: formatMoney(total),
      expires: isoDate(expires),
    });
  },
});

export const setQuoteDiscount = defineTool({
  name: 'set_quote_discount',
  description: 'Set the discount of a draft quote, in whole percent of everything.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ quote_id: quoteId, discount_percent: percent.describe('Like "15"') }),
  run(context, args) {
    const found = locate(context, 'quote', args.quote_id);
    if (!found.ok) return found;
    const status = text(found.row, 'status');
    if (status !== 'draft') {
      return failed(
        'conflict',
        `Quote ${showId('quote', args.quote_id)} is ${status}: only a draft can be changed.`,
        status === 'in_review'
          ? 'recall_quote makes it a draft again.'
          : 'revise_quote makes an approved, rejected or presented quote a draft again.',
      );
    }
    const total = discounted(int(found.row, 'subtotal_cents'), args.discount_percent);
    update(context, 'quote', found.row, { discount_percent: args.discount_percent, total_cents: total });
    return succeed({
      quote_id: showId('quote', args.quote_id),
      discount_percent: args.discount_percent,
      total: formatMoney(total),
    });
  },
});

export const reviseQuote = defineTool({
  name: 'revise_quote',
  description: 'Make an approved, rejected or presented quote a draft again. Approvals it had are void.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ quote_id: quoteId }),
  events: ['quote.REVISE'],
  run(context, args) {
    const found = locate(context, 'quote', args.quote_id);
    if (!found.ok) return found;
    const sent = advance(context, 'quote', found.row, 'REVISE', { presented_at: null });
    if (!sent.ok) return sent;
    context.clock.cancel(expiryTimer(args.quote_id));
    return succeed({ quote_id: showId('quote', args.quote_id), status: sent.to });
  },
});

/** Id of the clock's timer for the expiry of a presented quote. */
export function expiryTimer(quote: number): string {
  return `crm_quote_expiry:${quote}`;
}

/** First instant at which a quote is no longer valid: it is valid on the whole day of `expires_at`. */
export function expiry(quote: Row): number {
  return int(quote, 'expires_at') + DAY;
}

export const getQuote = defineTool({
  name: 'get_quote',
  description: 'Read a quote with its items and its latest approval steps.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ quote_id: quoteId }),
  run(context, args) {
    const found = locate(context, 'quote', args.quote_id, 'read');
    if (!found.ok) return found;
    const { row } = found;
    const items = context.world.all(
      `SELECT p.code, p.name, i.quantity, i.unit_price_cents, i.total_cents FROM quote_items i
       JOIN crm_products p ON p.id = i.product_id WHERE i.quote_id = (SELECT ?) ORDER BY i.id`,
      args.quote_id,
    );
    const steps = context.world.all(
      `SELECT a.step, a.approver_id, u.name, a.decision, a.comment FROM quote_approvals a JOIN users u ON u.id = a.approver_id
       WHERE a.quote_id = (SELECT ?) AND a.round = (SELECT max(round) FROM quote_approvals WHERE quote_id = (SELECT ?))
       ORDER BY a.step, a.id`,
      args.quote_id,
      args.quote_id,
    );
    const presented = intOrNull(row, 'presented_at');
    return succeed({
      quote_id: showId('quote', args.quote_id),
      name: text(row, 'name'),
      opportunity_id: showId('opportunity', int(row, 'opportunity_id')),
      owner: showId('user', int(row, 'owner_id')),
      status: text(row, 'status'),
      subtotal: formatMoney(int(row, 'subtotal_cents')),
      discount_percent: int(row, 'discount_percent'),
      total: formatMoney(int(row, 'total_cents')),
      expires: isoDate(int(row, 'expires_at')),
      presented: presented === null ? null : isoDate(presented),
      items: items.map(showItem),
      approvals: steps.map((step) => ({
        step: int(step, 'step'),
        approver: showId('user', int(step, 'approver_id')),
        name: text(step, 'name'),
        decision: text(step, 'decision'),
        comment: textOrNull(step, 'comment'),
      })),
    });
  },
});
