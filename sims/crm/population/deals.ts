/** Opportunities with their products: stage, probability, dates and amount of each agree. Some close dates are stale, on purpose. */
import { DAY, OPENING_TIME, type Rng } from '@understudy/kernel';
import type { OpportunityItemRow, OpportunityRow } from '../rows.ts';
import { LEAD_SOURCES, LOSS_REASONS, STAGE_FORECAST } from '../vocabulary.ts';
import type { Catalogue } from './catalogue.ts';
import type { Company } from './companies.ts';
import { between, midnight, TODAY, weighted, type Draft } from './draft.ts';
import { COMPETITORS } from './names.ts';

export interface Deal {
  readonly company: Company;
  readonly opportunity: OpportunityRow;
  readonly items: readonly OpportunityItemRow[];
}

const STALE_CLOSE_DATE = 0.12;
const SHARED = 0.06;
const NEXT_STEPS = [
  'Call back',
  'Send the offer',
  'Meet the director',
  'Clarify the budget',
  'Show the product',
  'Wait for the board',
] as const;

const STAGES = [
  ['prospecting', 12],
  ['qualification', 12],
  ['needs_analysis', 10],
  ['proposal', 14],
  ['negotiation', 12],
  ['closed_won', 24],
  ['closed_lost', 16],
] as const;

export function addDeals(
  draft: Draft,
  rng: Rng,
  companies: readonly Company[],
  catalogue: Catalogue,
  perCompany: number,
): readonly Deal[] {
  const deals: Deal[] = [];
  for (const company of companies) {
    const count = Math.floor(perCompany) + (rng.chance(perCompany % 1) ? 1 : 0);
    for (let i = 0; i < count; i += 1) deals.push(addDeal(draft, rng, company, catalogue));
  }
  return deals;
}

function addDeal(draft: Draft, rng: Rng, company: Company, catalogue: Catalogue): Deal {
  const { account, rep, contacts } = company;
  // A prospect has bought nothing yet.
  const stages = account.kind === 'prospect' ? STAGES.filter(([stage]) => stage !== 'closed_won') : STAGES;
  const stage = weighted(rng, stages);
  const { probability, category } = STAGE_FORECAST[stage];
  const closed = stage === 'closed_won' || stage === 'closed_lost';
  const created = between(
    rng,
    Math.max(account.created_at, OPENING_TIME - 500 * DAY),
    OPENING_TIME - (closed ? 20 : 3) * DAY,
  );
  const closedAt = closed ? between(rng, created + 10 * DAY, OPENING_TIME - DAY) : null;
  const stale = rng.chance(STALE_CLOSE_DATE);
  const id = draft.id('opportunities');
  const early = stage === 'prospecting' || stage === 'qualification';
  const items = early && rng.chance(0.7) ? [] : addItems(draft, rng, id, catalogue);
  const sum = items.reduce((total, item) => total + item.total_cents, 0);
  const kind =
    account.kind === 'customer'
      ? weighted(rng, [
          ['expansion', 3],
          ['renewal', 2],
          ['new_business', 1],
        ] as const)
      : 'new_business';
  const opportunity: OpportunityRow = {
    id,
    name: `${account.name} ${kind.replace('_', ' ')} ${new Date(created).getUTCFullYear()}`,
    account_id: account.id,
    contact_id: contacts.length > 0 && rng.chance(0.9) ? rng.pick(contacts).id : null,
    campaign_id:
      draft.tables.campaigns.length > 0 && rng.chance(0.2) ? rng.pick(draft.tables.campaigns).id : null,
    price_book_id: catalogue.standardBook,
    owner_id: account.owner_id === rep.id || rng.chance(0.5) ? rep.id : account.owner_id,
    kind,
    source: rng.chance(0.85) ? rng.pick(LEAD_SOURCES) : null,
    stage,
    amount_cents: sum > 0 ? sum : rng.chance(0.8) ? rng.int(4, 90) * 50_000 : null,
    probability,
    forecast_category: category,
    close_date:
      closedAt === null ? TODAY + (stale ? -rng.int(3, 90) : rng.int(2, 120)) * DAY : midnight(closedAt),
    next_step: closed || rng.chance(0.2) ? null : rng.pick(NEXT_STEPS),
    loss_reason: stage === 'closed_lost' ? rng.pick(LOSS_REASONS) : null,
    competitor: stage === 'closed_lost' || rng.chance(0.2) ? rng.pick(COMPETITORS[draft.split]) : null,
    closed_at: closedAt,
    created_at: created,
    updated_at: closedAt ?? between(rng, created, OPENING_TIME),
  };
  draft.tables.opportunities.push(opportunity);
  draft.tables.opportunity_items.push(...items);
  if (rng.chance(SHARED)) share(draft, rng, opportunity);
  return { company, opportunity, items };
}

function addItems(
  draft: Draft,
  rng: Rng,
  opportunity: number,
  catalogue: Catalogue,
): readonly OpportunityItemRow[] {
  return rng
    .shuffle(catalogue.entries)
    .slice(0, rng.int(1, 3))
    .map(({ product_id, unit_price_cents }) => {
      const quantity = rng.chance(0.5) ? rng.int(1, 5) : rng.int(6, 40);
      return {
        id: draft.id('opportunity_items'),
        opportunity_id: opportunity,
        product_id,
        quantity,
        unit_price_cents,
        total_cents: quantity * unit_price_cents,
      };
    });
}

/** With a rep of another team, who helps. */
function share(draft: Draft, rng: Rng, opportunity: OpportunityRow): void {
  const { users, record_shares } = draft.tables;
  const owner = users.find(({ id }) => id === opportunity.owner_id);
  const others = users.filter(
    ({ role, active, team_id }) => role === 'rep' && active === 1 && team_id !== owner?.team_id,
  );
  if (others.length === 0) return;
  record_shares.push({
    id: record_shares.length + 1,
    record_type: 'opportunity',
    record_id: opportunity.id,
    user_id: rng.pick(others).id,
    access: rng.chance(0.7) ? 'read' : 'edit',
    created_at: between(rng, opportunity.created_at, opportunity.updated_at),
  });
}
