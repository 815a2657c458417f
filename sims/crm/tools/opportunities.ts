/** Tools that open an opportunity, read it, and move it through its stages. */
import {
  choice,
  DAY,
  dayOf,
  defineTool,
  formatMoney,
  freeText,
  int,
  intOrNull,
  isoDate,
  optionalChoice,
  succeed,
  text,
  textOrNull,
  type Cell,
  type Json,
  type Row,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { idOf, showId, showIdOrNull } from '../ids.ts';
import { LEAD_SOURCES, OPPORTUNITY_KINDS, STAGE_FORECAST } from '../vocabulary.ts';
import { actingUser } from './acting.ts';
import { failed, type Failed } from './outcomes.ts';
import { day, dealAmount, optional } from './parameters.ts';
import { locate } from './records.ts';
import { advance, insert } from './writing.ts';

export const opportunityId = idOf('opportunity').describe('Opportunity id, like "O12"');
const amountText = 'Amount, like "25000.00"';

/** Stage → the event that leads there, and what an opportunity must have by then. */
const STAGES = {
  qualification: { event: 'QUALIFY', needs: ['next_step'] },
  needs_analysis: { event: 'ANALYZE', needs: ['next_step', 'contact_id'] },
  proposal: { event: 'PROPOSE', needs: ['next_step', 'contact_id', 'amount'] },
  negotiation: { event: 'NEGOTIATE', needs: ['next_step', 'contact_id', 'amount'] },
} as const;
const OPEN_STAGES = ['qualification', 'needs_analysis', 'proposal', 'negotiation'] as const;

export function isClosed(opportunity: Row): boolean {
  return text(opportunity, 'stage').startsWith('closed_');
}

/** `conflict` where the opportunity is closed. */
export function openOnly(opportunity: Row): { readonly ok: true } | Failed {
  if (!isClosed(opportunity)) return { ok: true };
  return failed(
    'conflict',
    `Opportunity ${showId('opportunity', int(opportunity, 'id'))} is ${text(opportunity, 'stage')}.`,
    'Only an open opportunity can be changed.',
  );
}

/** A day that is not over, else `validation`. */
function notPast(context: ToolContext, name: string, time: number): { readonly ok: true } | Failed {
  return time >= dayOf(context.clock.now()) * DAY
    ? { ok: true }
    : failed('validation', `${name}: lies in the past.`, `Today is ${context.clock.today()}.`);
}

/** The contact of the account, else `not_found` or `validation`. */
function contactOf(context: ToolContext, contactId: number, account: number): { readonly ok: true } | Failed {
  const contact = locate(context, 'contact', contactId, 'read');
  if (!contact.ok) return contact;
  const own = intOrNull(contact.row, 'account_id');
  return own === account
    ? { ok: true }
    : failed(
        'validation',
        `contact_id: ${showId('contact', contactId)} is not a contact of account ${showId('account', account)}.`,
        'Choose a contact of the account.',
      );
}

export const createOpportunity = defineTool({
  name: 'create_opportunity',
  description: 'Open an opportunity for an account; you own it, and it starts in prospecting.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({
    account_id: idOf('account').describe('Account id, like "A3"'),
    name: freeText(80).describe('Short name of the deal'),
    close_date: day.describe('Expected close, like "2026-09-30"'),
    amount: optional(dealAmount).describe(amountText),
    contact_id: optional(idOf('contact')).describe('Main contact of the account, like "CT5"'),
    kind: optionalChoice(OPPORTUNITY_KINDS).describe('Default new_business'),
    source: optionalChoice(LEAD_SOURCES).describe('Where it came from'),
    next_step: optional(freeText(200)).describe('What happens next'),
  }),
  run(context, args) {
    const acting = actingUser(context);
    if (!acting.ok) return acting;
    const account = locate(context, 'account', args.account_id, 'read');
    if (!account.ok) return account;
    const dated = notPast(context, 'close_date', args.close_date);
    if (!dated.ok) return dated;
    if (args.contact_id !== undefined) {
      const contact = contactOf(context, args.contact_id, args.account_id);
      if (!contact.ok) return contact;
    }
    const same = context.world.get(
      `SELECT id FROM opportunities WHERE account_id = (SELECT ?) AND lower(name) = lower(?)
       AND stage NOT IN ('closed_won', 'closed_lost') ORDER BY id LIMIT 1`,
      args.account_id,
      args.name,
    );
    if (same !== undefined) {
      return failed(
        'conflict',
        `The account has an open opportunity of that name: ${showId('opportunity', int(same, 'id'))}.`,
        'Work on that one, or choose another name.',
      );
    }
    const book = context.world.get(
      'SELECT id FROM price_books WHERE is_standard = 1 AND active = 1 ORDER BY id LIMIT 1',
    );
    if (book === undefined) return failed('conflict', 'There is no active standard price book.');
    const { probability, category } = STAGE_FORECAST.prospecting;
    const now = context.clock.now();
    const id = insert(context.world, 'opportunities', {
      name: args.name,
      account_id: args.account_id,
      contact_id: args.contact_id ?? null,
      price_book_id: int(book, 'id'),
      owner_id: acting.id,
      kind: args.kind ?? 'new_business',
      source: args.source ?? null,
      stage: 'prospecting',
      amount_cents: args.amount ?? null,
      probability,
      forecast_category: category,
      close_date: args.close_date,
      next_step: args.next_step ?? null,
      created_at: now,
      updated_at: now,
    });
    return succeed({ opportunity_id: showId('opportunity', id), stage: 'prospecting' });
  },
});

export const getOpportunity = defineTool({
  name: 'get_opportunity',
  description: 'Read an opportunity with its line items and quotes.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ opportunity_id: opportunityId }),
  run(context, args) {
    const found = locate(context, 'opportunity', args.opportunity_id, 'read');
    if (!found.ok) return found;
    const { row } = found;
    const items = context.world.all(
      `SELECT p.code, p.name, i.quantity, i.unit_price_cents, i.total_cents FROM opportunity_items i
       JOIN crm_products p ON p.id = i.product_id WHERE i.opportunity_id = (SELECT ?) ORDER BY i.id`,
      args.opportunity_id,
    );
    const quotes = context.world.all(
      'SELECT id, status, total_cents FROM quotes WHERE opportunity_id = (SELECT ?) ORDER BY id',
      args.opportunity_id,
    );
    return succeed({
      opportunity_id: showId('opportunity', args.opportunity_id),
      name: text(row, 'name'),
      account_id: showId('account', int(row, 'account_id')),
      contact_id: showIdOrNull('contact', intOrNull(row, 'contact_id')),
      owner: showId('user', int(row, 'owner_id')),
      kind: text(row, 'kind'),
      stage: text(row, 'stage'),
      amount: money(row, 'amount_cents'),
      probability: int(row, 'probability'),
      forecast_category: text(row, 'forecast_category'),
      close_date: isoDate(int(row, 'close_date')),
      next_step: textOrNull(row, 'next_step'),
      loss_reason: textOrNull(row, 'loss_reason'),
      items: items.map(showItem),
      quotes: quotes.map((quote) => ({
        quote_id: showId('quote', int(quote, 'id')),
        status: text(quote, 'status'),
        total: formatMoney(int(quote, 'total_cents')),
      })),
    });
  },
});

function money(row: Row, column: string): string | null {
  const cents = intOrNull(row, column);
  return cents === null ? null : formatMoney(cents);
}

/** A line of an opportunity or a quote, joined with its product. */
export function showItem(item: Row): Json {
  return {
    code: text(item, 'code'),
    product: text(item, 'name'),
    quantity: int(item, 'quantity'),
    unit_price: formatMoney(int(item, 'unit_price_cents')),
    total: formatMoney(int(item, 'total_cents')),
  };
}

export const setOpportunityStage = defineTool({
  name: 'set_opportunity_stage',
  description:
    'Move an open opportunity to a neighbouring stage. From qualification on it needs a next step, from needs_analysis a contact, from proposal an amount; give what is missing along with the stage.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({
    opportunity_id: opportunityId,
    stage: choice(OPEN_STAGES).describe(
      'The new stage; close_opportunity_won and close_opportunity_lost close it',
    ),
    next_step: optional(freeText(200)).describe('What happens next'),
    contact_id: optional(idOf('contact')).describe('The person who decides, a contact of the account'),
    amount: optional(dealAmount).describe(`${amountText}; not where it has line items`),
  }),
  events: ['opportunity.QUALIFY', 'opportunity.ANALYZE', 'opportunity.PROPOSE', 'opportunity.NEGOTIATE'],
  run(context, args) {
    const found = locate(context, 'opportunity', args.opportunity_id);
    if (!found.ok) return found;
    const { row } = found;
    if (args.contact_id !== undefined) {
      const contact = contactOf(context, args.contact_id, int(row, 'account_id'));
      if (!contact.ok) return contact;
    }
    if (args.amount !== undefined) {
      const free = freeAmount(context, row);
      if (!free.ok) return free;
    }
    const { event, needs } = STAGES[args.stage];
    const known: Readonly<Record<string, Cell>> = {
      next_step: args.next_step ?? textOrNull(row, 'next_step'),
      contact_id: args.contact_id ?? intOrNull(row, 'contact_id'),
      amount: args.amount ?? intOrNull(row, 'amount_cents'),
    };
    const { probability, category } = STAGE_FORECAST[args.stage];
    const sent = advance(context, 'opportunity', row, event, {
      probability,
      forecast_category: category,
      next_step: known['next_step'] ?? null,
      contact_id: known['contact_id'] ?? null,
      amount_cents: known['amount'] ?? null,
    });
    if (!sent.ok) return sent;
    const missing = needs.filter((name) => (known[name] ?? 0) === 0);
    if (missing.length > 0) {
      return failed(
        'validation',
        `In stage ${args.stage} an opportunity needs ${missing.join(', ')}.`,
        'Give it together with the stage.',
      );
    }
    return succeed({
      opportunity_id: showId('opportunity', args.opportunity_id),
      stage: sent.to,
      probability,
    });
  },
});

/** `conflict` where the amount is the sum of line items. */
function freeAmount(context: ToolContext, opportunity: Row): { readonly ok: true } | Failed {
  const item = context.world.get(
    'SELECT id FROM opportunity_items WHERE opportunity_id = ? LIMIT 1',
    int(opportunity, 'id'),
  );
  return item === undefined
    ? { ok: true }
    : failed(
        'conflict',
        'amount: the opportunity has line items, and its amount is their sum.',
        'add_opportunity_item and remove_opportunity_item change it.',
      );
}
