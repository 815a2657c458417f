/** Quotes, the decisions on them, and the contracts that came of them. */
import { DAY, OPENING_TIME, type Rng, type SimTime } from '@understudy/kernel';
import type { ContractRow, QuoteRow } from '../rows.ts';
import { TERMINATION_REASONS } from '../vocabulary.ts';
import type { Company } from './companies.ts';
import type { Deal } from './deals.ts';
import { between, midnight, TODAY, weighted, type Draft } from './draft.ts';
import type { Organisation } from './organisation.ts';

const VALID_DAYS = 30;
type Status = QuoteRow['status'];

/** What can have become of the quote of a deal in this stage. */
const STATUSES: Readonly<
  Partial<Record<Deal['opportunity']['stage'], readonly (readonly [Status, number])[]>>
> = {
  needs_analysis: [['draft', 1]],
  proposal: [
    ['draft', 3],
    ['in_review', 3],
    ['approved', 2],
    ['rejected', 1],
    ['presented', 3],
    ['expired', 1],
  ],
  negotiation: [
    ['presented', 5],
    ['approved', 2],
    ['in_review', 1],
    ['draft', 1],
  ],
  closed_won: [['accepted', 1]],
  closed_lost: [
    ['denied', 3],
    ['expired', 2],
  ],
};

export function addQuotes(draft: Draft, rng: Rng, deals: readonly Deal[], organisation: Organisation): void {
  for (const deal of deals) {
    const statuses = STATUSES[deal.opportunity.stage];
    const skipped = deal.opportunity.stage === 'needs_analysis' ? 0.7 : 0.15;
    if (statuses === undefined || deal.items.length === 0 || rng.chance(skipped)) continue;
    const quote = addQuote(draft, rng, deal, weighted(rng, statuses));
    addApprovals(draft, rng, quote, organisation);
    if (quote.status === 'accepted') {
      settle(draft, deal, quote);
      addContract(draft, rng, deal, quote);
    }
  }
}

/** A won opportunity is worth what the customer accepted. */
function settle(draft: Draft, { opportunity }: Deal, quote: QuoteRow): void {
  const { opportunities } = draft.tables;
  const at = opportunities.findIndex(({ id }) => id === opportunity.id);
  opportunities[at] = { ...opportunity, amount_cents: quote.total_cents };
}

function addQuote(draft: Draft, rng: Rng, { opportunity, items }: Deal, status: Status): QuoteRow {
  const id = draft.id('quotes');
  // What needs a decision has a discount that needs one.
  const high = status === 'in_review' || status === 'rejected';
  const discount = high
    ? rng.pick([12, 15, 18, 22, 25, 30, 40])
    : rng.pick([0, 0, 0, 5, 5, 8, 10, 10, 12, 15, 25]);
  const subtotal = items.reduce((sum, item) => sum + item.total_cents, 0);
  const decided = status === 'accepted' || status === 'denied';
  const done = opportunity.closed_at ?? OPENING_TIME - DAY;
  const oldest =
    status === 'expired'
      ? opportunity.created_at
      : Math.max(opportunity.created_at, done - (VALID_DAYS - 4) * DAY);
  const newest = status === 'expired' ? Math.max(oldest, OPENING_TIME - (VALID_DAYS + 2) * DAY) : done;
  const created = between(rng, oldest, newest);
  const presented = status === 'presented' || decided ? between(rng, created, done) : null;
  const quote: QuoteRow = {
    id,
    name: `${opportunity.name} quote 1`,
    opportunity_id: opportunity.id,
    owner_id: opportunity.owner_id,
    status,
    discount_percent: discount,
    subtotal_cents: subtotal,
    total_cents: Math.round((subtotal * (100 - discount)) / 100),
    expires_at:
      status === 'expired'
        ? Math.min(midnight(created) + VALID_DAYS * DAY, TODAY - DAY)
        : midnight(created) + VALID_DAYS * DAY,
    presented_at: presented,
    decided_at: decided ? done : null,
    created_at: created,
    updated_at: decided ? done : (presented ?? created),
  };
  draft.tables.quotes.push(quote);
  for (const { product_id, quantity, unit_price_cents, total_cents } of items)
    draft.tables.quote_items.push({
      id: draft.id('quote_items'),
      quote_id: id,
      product_id,
      quantity,
      unit_price_cents,
      total_cents,
    });
  return quote;
}

/** The steps that the rules ask for, in order; only a quote that was submitted has any. */
function addApprovals(draft: Draft, rng: Rng, quote: QuoteRow, organisation: Organisation): void {
  if (quote.status === 'draft') return;
  const { users, approval_rules, quote_approvals } = draft.tables;
  const owner = users.find(({ id }) => id === quote.owner_id);
  const approverOf = {
    manager: owner?.manager_id ?? organisation.director.id,
    director: organisation.director.id,
    operations: organisation.operations.id,
  };
  const steps = approval_rules.filter(
    (rule) =>
      quote.discount_percent > rule.above_discount_percent ||
      (rule.above_total_cents !== null && quote.total_cents > rule.above_total_cents),
  );
  // The step at which a rejection fell, or the one that is still waited for.
  const stop = rng.int(0, Math.max(0, steps.length - 1));
  steps.forEach((rule, index) => {
    const decision =
      quote.status === 'in_review'
        ? index < stop
          ? 'approved'
          : 'pending'
        : quote.status !== 'rejected' || index < stop
          ? 'approved'
          : index === stop
            ? 'rejected'
            : 'recalled';
    quote_approvals.push({
      id: draft.id('quote_approvals'),
      quote_id: quote.id,
      round: 1,
      step: index + 1,
      approver_id: approverOf[rule.approver_role],
      decision,
      comment: decision === 'rejected' ? 'The discount is too high for this deal.' : null,
      requested_at: quote.created_at,
      decided_at: decision === 'pending' ? null : between(rng, quote.created_at, quote.updated_at),
    });
  });
}

/** First of the month after an instant. */
function nextMonth(time: SimTime): SimTime {
  const at = new Date(time);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
}

/** The last day of a term that starts on the first of a month. */
function lastDay(start: SimTime, months: number): SimTime {
  const at = new Date(start);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1) - DAY;
}

function addContract(draft: Draft, rng: Rng, { opportunity, company }: Deal, quote: QuoteRow): void {
  const term = rng.pick([6, 12, 12, 12, 24]);
  // A deal that closed lately may have a contract that has run for years already.
  const starts = nextMonth(
    (opportunity.closed_at ?? OPENING_TIME) - (rng.chance(0.4) ? rng.int(5, 14) * 30 * DAY : 0),
  );
  const ends = lastDay(starts, term);
  const status = statusOf(rng, starts, ends);
  const inForce = !['draft', 'in_approval', 'approved', 'cancelled'].includes(status);
  const terminated = status === 'terminated' ? between(rng, starts, Math.min(ends, TODAY) - DAY) : null;
  const contract: ContractRow = {
    id: draft.id('contracts'),
    account_id: company.account.id,
    opportunity_id: opportunity.id,
    quote_id: quote.id,
    renewal_of_id: null,
    owner_id: opportunity.owner_id,
    status,
    starts_at: starts,
    ends_at: ends,
    term_months: term,
    auto_renew: rng.chance(0.5) ? 1 : 0,
    notice_days: rng.pick([30, 30, 60, 90]),
    value_cents: quote.total_cents,
    activated_at: inForce ? starts : null,
    terminated_at: terminated === null ? null : midnight(terminated),
    termination_reason: status === 'terminated' ? rng.pick(TERMINATION_REASONS) : null,
    created_at: Math.min(opportunity.closed_at ?? starts, starts),
    updated_at: terminated ?? Math.min(Math.max(starts, opportunity.closed_at ?? starts), OPENING_TIME),
  };
  draft.tables.contracts.push(contract);
  if (status === 'renewed') addRenewal(draft, contract);
}

function statusOf(rng: Rng, starts: SimTime, ends: SimTime): ContractRow['status'] {
  if (starts > TODAY)
    return weighted(rng, [
      ['draft', 3],
      ['in_approval', 3],
      ['approved', 3],
      ['cancelled', 1],
    ] as const);
  if (ends < TODAY)
    return weighted(rng, [
      ['renewed', 3],
      ['expired', 2],
      ['terminated', 1],
    ] as const);
  return weighted(rng, [
    ['activated', 8],
    ['in_notice', 1],
    ['terminated', 1],
  ] as const);
}

/** Contracts of customers that were won before this system was there: nothing is known of their deals. */
export function addOldContracts(draft: Draft, rng: Rng, companies: readonly Company[]): void {
  const covered = new Set(draft.tables.contracts.map(({ account_id }) => account_id));
  for (const { account, rep } of companies) {
    if (account.kind !== 'customer' || covered.has(account.id) || rng.chance(0.3)) continue;
    const term = rng.pick([12, 12, 24]);
    const starts = nextMonth(OPENING_TIME - rng.int(2, 16) * 30 * DAY);
    const ends = lastDay(starts, term);
    // Terminated early is a story of its own; these ran on.
    const status = ends < TODAY ? 'expired' : rng.chance(0.9) ? 'activated' : 'in_notice';
    draft.tables.contracts.push({
      id: draft.id('contracts'),
      account_id: account.id,
      opportunity_id: null,
      quote_id: null,
      renewal_of_id: null,
      owner_id: rep.id,
      status,
      starts_at: starts,
      ends_at: ends,
      term_months: term,
      auto_renew: rng.chance(0.5) ? 1 : 0,
      notice_days: rng.pick([30, 30, 60, 90]),
      value_cents: rng.int(6, 160) * 50_000,
      activated_at: starts,
      terminated_at: null,
      termination_reason: null,
      created_at: starts,
      updated_at: starts,
    });
  }
}

/** The contract that followed. It is in force, or would have had a follower itself: such long histories end as expired. */
function addRenewal(draft: Draft, before: ContractRow): void {
  const starts = before.ends_at + DAY;
  const ends = lastDay(starts, before.term_months);
  draft.tables.contracts.push({
    ...before,
    id: draft.id('contracts'),
    opportunity_id: null,
    quote_id: null,
    renewal_of_id: before.id,
    status: ends < TODAY ? 'expired' : 'activated',
    starts_at: starts,
    ends_at: ends,
    activated_at: starts,
    created_at: before.ends_at,
    updated_at: starts,
  });
}
