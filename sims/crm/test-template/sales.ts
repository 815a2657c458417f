/** Accounts, contacts, products and opportunities of the small CRM. */
import { DAY, type Row } from '@understudy/kernel';
import type { AccountRow, ContactRow, OpportunityRow } from '../rows.ts';
import { STAGE_FORECAST } from '../vocabulary.ts';
import { LAST_MONTH, TODAY, stamps } from './times.ts';

function account(id: number, name: string, more: Partial<AccountRow>): AccountRow {
  return {
    id,
    name,
    kind: 'prospect',
    website: null,
    phone: null,
    industry: 'logistics',
    segment: 'smb',
    country: 'DE',
    employees: 120,
    annual_revenue_cents: 900_000_000,
    tier: 'silver',
    owner_id: 4,
    territory_id: 1,
    parent_id: null,
    ...stamps,
    ...more,
  };
}

function contact(id: number, name: string, email: string | null, more: Partial<ContactRow>): ContactRow {
  return {
    id,
    account_id: 1,
    name,
    email,
    phone: null,
    title: 'Head of purchasing',
    opted_out: 0,
    bounced: 0,
    owner_id: 4,
    customer_number: null,
    ...stamps,
    ...more,
  };
}

function opportunity(
  id: number,
  stage: OpportunityRow['stage'],
  amount: number,
  more: Partial<OpportunityRow>,
): OpportunityRow {
  const { probability, category } = STAGE_FORECAST[stage];
  const closed = probability === 100 || probability === 0;
  return {
    id,
    name: `Nordwind deal ${id}`,
    account_id: 1,
    contact_id: 1,
    campaign_id: null,
    price_book_id: 1,
    owner_id: 4,
    kind: 'new_business',
    source: 'referral',
    stage,
    amount_cents: amount,
    probability,
    forecast_category: category,
    close_date: closed ? TODAY - 5 * DAY : TODAY + 10 * DAY,
    next_step: closed ? null : 'Call back',
    loss_reason: null,
    competitor: null,
    closed_at: closed ? TODAY - 5 * DAY : null,
    ...stamps,
    ...more,
  };
}

export const sales = {
  accounts: [
    account(1, 'Nordwind Logistics', { kind: 'customer', website: 'nordwind.example', tier: 'gold' }),
    account(2, 'Alder Foods', { country: 'GB', industry: 'retail', owner_id: 6, territory_id: 3 }),
    account(3, 'Nordwind Cargo', { parent_id: 1, employees: null, annual_revenue_cents: null }),
    account(4, 'Alder Foods Ltd', {
      country: 'GB',
      industry: 'retail',
      owner_id: 6,
      territory_id: 3,
      phone: '+44 20 555020',
    }),
  ],
  contacts: [
    contact(1, 'Eva Koch', 'eva.koch31@example.com', { customer_number: 31, phone: '+49 30 555031' }),
    contact(2, 'Paul Stone', 'paul.stone@alder.example', { account_id: 2, owner_id: 6 }),
    contact(3, 'Eva Koch', 'eva.koch31@example.com', { title: null }),
    contact(4, 'Rita Haas', 'rita.haas@nordwind.example', { opted_out: 1, bounced: 1 }),
  ],
  campaigns: [
    {
      id: 1,
      name: 'Spring webinar',
      kind: 'webinar',
      phase: 'running',
      owner_id: 9,
      budget_cents: 500_000,
      starts_at: TODAY - 20 * DAY,
      ends_at: TODAY + 20 * DAY,
      created_at: LAST_MONTH,
    },
  ],
  crm_products: [
    { id: 1, code: 'RP-10', name: 'Relay Platform', family: 'platform', billing: 'yearly', active: 1 },
    { id: 2, code: 'RI-20', name: 'Relay Insight', family: 'add_on', billing: 'yearly', active: 1 },
    { id: 3, code: 'ON-30', name: 'Onboarding', family: 'service', billing: 'one_time', active: 1 },
    { id: 4, code: 'RC-40', name: 'Relay Classic', family: 'platform', billing: 'yearly', active: 0 },
  ],
  price_books: [
    { id: 1, name: 'Standard', is_standard: 1, active: 1 },
    { id: 2, name: 'Partner', is_standard: 0, active: 1 },
  ],
  price_book_entries: [
    { id: 1, price_book_id: 1, product_id: 1, unit_price_cents: 120_000, active: 1 },
    { id: 2, price_book_id: 1, product_id: 2, unit_price_cents: 30_000, active: 1 },
    { id: 3, price_book_id: 1, product_id: 3, unit_price_cents: 250_000, active: 1 },
    { id: 4, price_book_id: 1, product_id: 4, unit_price_cents: 90_000, active: 0 },
    { id: 5, price_book_id: 2, product_id: 1, unit_price_cents: 100_000, active: 1 },
  ],
  opportunities: [
    opportunity(1, 'prospecting', 1_000_000, { next_step: null }),
    opportunity(2, 'qualification', 2_000_000, {
      account_id: 2,
      contact_id: 2,
      owner_id: 6,
      name: 'Alder deal 2',
    }),
    opportunity(3, 'needs_analysis', 3_000_000, { close_date: TODAY - 40 * DAY }),
    opportunity(4, 'proposal', 180_000, { campaign_id: 1 }),
    opportunity(5, 'negotiation', 5_000_000, {}),
    opportunity(6, 'closed_won', 6_000_000, { kind: 'renewal' }),
    opportunity(7, 'closed_lost', 7_000_000, { loss_reason: 'price', competitor: 'Vantapoint' }),
    opportunity(8, 'negotiation', 800_000, { owner_id: 5 }),
  ],
  opportunity_items: [
    { id: 1, opportunity_id: 4, product_id: 1, quantity: 1, unit_price_cents: 120_000, total_cents: 120_000 },
    { id: 2, opportunity_id: 4, product_id: 2, quantity: 2, unit_price_cents: 30_000, total_cents: 60_000 },
  ],
} satisfies Record<string, readonly Row[]>;
