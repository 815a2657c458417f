/** Leads, quotes and contracts of the small CRM: one of each status. */
import { DAY, type Row } from '@understudy/kernel';
import type { LeadRow, QuoteRow, ContractRow } from '../rows.ts';
import { LAST_MONTH, TODAY, stamps } from './times.ts';

function lead(
  id: number,
  status: LeadRow['status'],
  name: string,
  company: string,
  more: Partial<LeadRow>,
): LeadRow {
  return {
    id,
    name,
    company,
    email: `${name.toLowerCase().replace(' ', '.')}@lead.example`,
    phone: '+49 30 555010',
    title: 'Operations lead',
    country: 'DE',
    industry: 'logistics',
    employees: 150,
    budget_cents: 2_000_000,
    authority: 'decision_maker',
    timeline: 'this_quarter',
    need: 'Track deliveries in one place',
    source: 'web_form',
    rating: 'warm',
    score: 60,
    status,
    disqualify_reason: null,
    nurture_until: null,
    opted_out: 0,
    owner_id: 4,
    queue_id: null,
    converted_at: null,
    converted_account_id: null,
    converted_contact_id: null,
    converted_opportunity_id: null,
    ...stamps,
    ...more,
  };
}

/** One Relay Platform at 1,200.00 and two Relay Insight at 300.00: 1,800.00 before the discount. */
function quote(id: number, status: QuoteRow['status'], discount: number): QuoteRow {
  return {
    id,
    name: `Offer ${id}`,
    opportunity_id: 4,
    owner_id: 4,
    status,
    discount_percent: discount,
    subtotal_cents: 180_000,
    total_cents: 1800 * (100 - discount),
    expires_at: status === 'expired' ? TODAY - 3 * DAY : TODAY + 20 * DAY,
    presented_at: ['presented', 'accepted', 'denied'].includes(status) ? TODAY - 4 * DAY : null,
    decided_at: ['accepted', 'denied'].includes(status) ? TODAY - 2 * DAY : null,
    ...stamps,
  };
}

function approval(id: number, quoteId: number, step: number, approver: number, decision: string): Row {
  const decided = decision === 'pending' ? null : LAST_MONTH + DAY;
  return {
    id,
    quote_id: quoteId,
    round: 1,
    step,
    approver_id: approver,
    decision,
    comment: decision === 'rejected' ? 'Too much.' : null,
    requested_at: LAST_MONTH,
    decided_at: decided,
  };
}

function contract(id: number, status: ContractRow['status'], more: Partial<ContractRow> = {}): ContractRow {
  const inForce = !['draft', 'in_approval', 'approved', 'cancelled'].includes(status);
  return {
    id,
    account_id: 1,
    opportunity_id: null,
    quote_id: null,
    renewal_of_id: null,
    owner_id: 4,
    status,
    starts_at: Date.UTC(2025, 6, 1),
    ends_at: Date.UTC(2026, 5, 30),
    term_months: 12,
    auto_renew: 0,
    notice_days: 30,
    value_cents: 1_440_000,
    activated_at: inForce ? Date.UTC(2025, 6, 1) : null,
    terminated_at: status === 'terminated' ? LAST_MONTH : null,
    termination_reason: status === 'terminated' ? 'mutual_agreement' : null,
    ...stamps,
    ...more,
  };
}

export const leadsAndQuotes = {
  leads: [
    lead(1, 'new', 'Karl Dietz', 'Dietz Transport', { owner_id: null, queue_id: 1 }),
    lead(2, 'working', 'Julia Graf', 'Graf Spedition', {}),
    lead(3, 'nurturing', 'Omar Hall', 'Hall Freight', { nurture_until: TODAY + 60 * DAY }),
    lead(4, 'qualified', 'Nina Roth', 'Roth Kontor', {}),
    lead(5, 'disqualified', 'Igor Fuchs', 'Fuchs Paket', {
      disqualify_reason: 'no_budget',
      budget_cents: null,
    }),
    lead(6, 'converted', 'Eva Koch', 'Nordwind Logistics', {
      email: 'eva.koch31@example.com',
      converted_at: LAST_MONTH,
      converted_account_id: 1,
      converted_contact_id: 1,
      converted_opportunity_id: 1,
    }),
    lead(7, 'qualified', 'Paul Stone', 'Alder Foods Ltd.', {
      email: 'paul.stone@alder.example',
      country: 'GB',
      owner_id: 6,
    }),
    lead(8, 'new', 'Julia Graf', 'Graf Spedition GmbH', { email: 'j.graf@other.example', owner_id: 5 }),
  ],
  campaign_members: [
    {
      id: 1,
      campaign_id: 1,
      lead_id: 2,
      contact_id: null,
      response: 'attended',
      responded_at: LAST_MONTH,
      created_at: LAST_MONTH,
    },
    {
      id: 2,
      campaign_id: 1,
      lead_id: null,
      contact_id: 1,
      response: 'sent',
      responded_at: null,
      created_at: LAST_MONTH,
    },
  ],
  quotes: [
    quote(1, 'draft', 15),
    quote(2, 'in_review', 25),
    quote(3, 'approved', 5),
    quote(4, 'rejected', 40),
    quote(5, 'presented', 0),
    quote(6, 'accepted', 0),
    quote(7, 'denied', 0),
    quote(8, 'expired', 0),
  ],
  quote_items: [1, 2, 3, 4, 5, 6, 7, 8].flatMap((id) => [
    {
      id: id * 2 - 1,
      quote_id: id,
      product_id: 1,
      quantity: 1,
      unit_price_cents: 120_000,
      total_cents: 120_000,
    },
    { id: id * 2, quote_id: id, product_id: 2, quantity: 2, unit_price_cents: 30_000, total_cents: 60_000 },
  ]),
  quote_approvals: [
    approval(1, 2, 1, 2, 'pending'),
    approval(2, 2, 2, 1, 'pending'),
    approval(3, 4, 1, 2, 'approved'),
    approval(4, 4, 2, 1, 'rejected'),
    approval(5, 4, 3, 9, 'recalled'),
  ],
  contracts: [
    contract(1, 'draft'),
    contract(2, 'in_approval'),
    contract(3, 'approved', { starts_at: TODAY, ends_at: Date.UTC(2027, 5, 14) }),
    contract(4, 'activated', { auto_renew: 1 }),
    contract(5, 'in_notice'),
    contract(6, 'renewed'),
    contract(7, 'expired', { ends_at: TODAY - 30 * DAY }),
    contract(8, 'terminated'),
    contract(9, 'cancelled'),
  ],
  forecasts: [
    {
      id: 1,
      user_id: 4,
      quarter: '2026-Q2',
      commit_cents: 11_000_000,
      best_case_cents: 11_180_000,
      comment: null,
      submitted_at: LAST_MONTH,
    },
  ],
} satisfies Record<string, readonly Row[]>;
