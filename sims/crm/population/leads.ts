/** Leads in every status, the records that came of the converted ones, and who was in which campaign. */
import { DAY, OPENING_TIME, type Locale, type Rng } from '@understudy/kernel';
import { emailOf, localesFor, nameOf, phoneOf } from '@understudy/people';
import type { AccountRow, LeadRow } from '../rows.ts';
import {
  AUTHORITIES,
  COUNTRIES,
  DISQUALIFY_REASONS,
  INDUSTRIES,
  LEAD_SOURCES,
  LEAD_TIMELINES,
  MEMBER_RESPONSES,
  regionOf,
} from '../vocabulary.ts';
import type { Deal } from './deals.ts';
import { between, midnight, weighted, type Draft } from './draft.ts';
import { JOB_TITLES, LEGAL_FORMS, NEEDS } from './names.ts';
import type { Organisation } from './organisation.ts';

const DUPLICATE = 0.06;
const MEMBER = 0.45;

const STATUSES = [
  ['new', 30],
  ['working', 24],
  ['nurturing', 12],
  ['qualified', 14],
  ['disqualified', 14],
] as const;

export function addLeads(
  draft: Draft,
  rng: Rng,
  organisation: Organisation,
  nameFor: (industry: AccountRow['industry']) => string,
  deals: readonly Deal[],
  locales: readonly Locale[],
  count: number,
): void {
  const homes = localesFor(count, locales, rng.fork('locales'));
  const sources = rng.shuffle(deals).slice(0, Math.round(count * 0.12));
  for (const deal of sources) addConverted(draft, rng, deal);
  for (let i = sources.length; i < count; i += 1) {
    const lead = addLead(draft, rng, organisation, nameFor, homes[i] ?? 'en');
    if (rng.chance(DUPLICATE)) addTwin(draft, rng, lead, organisation);
  }
  addMembers(draft, rng);
}

function addLead(
  draft: Draft,
  rng: Rng,
  organisation: Organisation,
  nameFor: (industry: AccountRow['industry']) => string,
  locale: Locale,
): LeadRow {
  const status = weighted(rng, STATUSES);
  const id = draft.id('leads');
  const name = nameOf(locale, draft.split, rng);
  const industry = rng.pick(INDUSTRIES);
  const company = nameFor(industry);
  const country = rng.pick(COUNTRIES);
  // What is known of a lead grows with the work on it.
  const known = status === 'qualified' ? 1 : status === 'new' ? 0.45 : 0.75;
  const maybe = <T>(value: T): T | null => (rng.chance(known) ? value : null);
  const created = between(rng, OPENING_TIME - (status === 'new' ? 12 : 200) * DAY, OPENING_TIME - DAY / 4);
  const queued = status === 'new' && rng.chance(0.6);
  const reason = status === 'disqualified' ? rng.pick(DISQUALIFY_REASONS) : null;
  const lead: LeadRow = {
    id,
    name,
    company,
    email: emailOf(name, id).replace('example.com', `${company.toLowerCase().replace(' ', '-')}.example`),
    phone: maybe(phoneOf(locale, draft.split, rng)),
    title: maybe(rng.pick(JOB_TITLES)),
    country,
    industry: maybe(industry),
    employees: maybe(
      weighted(rng, [
        [rng.int(5, 199), 6],
        [rng.int(200, 999), 3],
        [rng.int(1000, 6000), 1],
      ]),
    ),
    budget_cents: reason === 'no_budget' ? null : maybe(rng.int(2, 120) * 50_000),
    authority: maybe(rng.pick(AUTHORITIES)),
    timeline: maybe(rng.pick(LEAD_TIMELINES)),
    need: reason === 'no_need' ? null : maybe(rng.pick(NEEDS)),
    source: rng.pick(LEAD_SOURCES),
    rating:
      status === 'new'
        ? null
        : status === 'qualified'
          ? rng.pick(['hot', 'warm'] as const)
          : rng.pick(['warm', 'cold'] as const),
    score: status === 'new' ? 0 : status === 'qualified' ? rng.int(60, 95) : rng.int(10, 70),
    status,
    disqualify_reason: reason,
    nurture_until: status === 'nurturing' ? midnight(OPENING_TIME) + rng.int(-10, 120) * DAY : null,
    opted_out: rng.chance(0.05) ? 1 : 0,
    owner_id: queued ? null : rng.pick(organisation.reps[regionOf(country)]).id,
    queue_id: queued ? organisation.leadQueue : null,
    converted_at: null,
    converted_account_id: null,
    converted_contact_id: null,
    converted_opportunity_id: null,
    created_at: created,
    updated_at: status === 'new' ? created : between(rng, created, OPENING_TIME),
  };
  draft.tables.leads.push(lead);
  return lead;
}

/** The lead that a deal began with. */
function addConverted(draft: Draft, rng: Rng, { company, opportunity }: Deal): void {
  const { account, contacts } = company;
  const contact = contacts.find(({ id }) => id === opportunity.contact_id) ?? contacts[0];
  if (contact === undefined) return;
  const at = opportunity.created_at;
  draft.tables.leads.push({
    id: draft.id('leads'),
    name: contact.name,
    company: account.name,
    email: contact.email,
    phone: contact.phone,
    title: contact.title,
    country: account.country,
    industry: account.industry,
    employees: account.employees,
    budget_cents: opportunity.amount_cents,
    authority: 'decision_maker',
    timeline: 'this_quarter',
    need: rng.pick(NEEDS),
    source: opportunity.source ?? 'web_form',
    rating: 'hot',
    score: rng.int(70, 98),
    status: 'converted',
    disqualify_reason: null,
    nurture_until: null,
    opted_out: contact.opted_out,
    owner_id: opportunity.owner_id,
    queue_id: null,
    converted_at: at,
    converted_account_id: account.id,
    converted_contact_id: contact.id,
    converted_opportunity_id: opportunity.id,
    created_at: at - rng.int(2, 40) * DAY,
    updated_at: at,
  });
}

/** The same person, who wrote again: under another address, with the company's name in full. */
function addTwin(draft: Draft, rng: Rng, lead: LeadRow, organisation: Organisation): void {
  const sameAddress = rng.chance(0.5);
  const created = between(rng, lead.created_at, OPENING_TIME - DAY / 8);
  draft.tables.leads.push({
    ...lead,
    id: draft.id('leads'),
    company: `${lead.company} ${LEGAL_FORMS[lead.country]}`,
    email:
      sameAddress || lead.email === null ? lead.email : `info@${lead.email.split('@')[1] ?? 'lead.example'}`,
    title: null,
    budget_cents: null,
    authority: null,
    timeline: null,
    rating: null,
    score: 0,
    status: 'new',
    disqualify_reason: null,
    nurture_until: null,
    owner_id: null,
    queue_id: organisation.leadQueue,
    source: rng.pick(LEAD_SOURCES),
    created_at: created,
    updated_at: created,
  });
}

function addMembers(draft: Draft, rng: Rng): void {
  const { tables } = draft;
  if (tables.campaigns.length === 0) return;
  const join = (who: { readonly lead_id: number | null; readonly contact_id: number | null }): void => {
    const campaign = rng.pick(tables.campaigns);
    const response = campaign.phase === 'planned' ? 'sent' : rng.pick(MEMBER_RESPONSES);
    const from = Math.min(campaign.starts_at, OPENING_TIME - DAY);
    const joined = between(rng, from - 10 * DAY, from);
    tables.campaign_members.push({
      id: draft.id('campaign_members'),
      campaign_id: campaign.id,
      ...who,
      response,
      responded_at: response === 'sent' ? null : between(rng, joined, OPENING_TIME),
      created_at: joined,
    });
  };
  for (const { id } of tables.leads) if (rng.chance(MEMBER)) join({ lead_id: id, contact_id: null });
  for (const { id } of tables.contacts) if (rng.chance(MEMBER / 5)) join({ lead_id: null, contact_id: id });
}
