/** Accounts, their contacts, and the campaigns. Some accounts and contacts are there twice, some fields are stale: on purpose. */
import { DAY, OPENING_TIME, type Locale, type Person, type Rng } from '@understudy/kernel';
import { emailOf, localesFor, nameOf, phoneOf } from '@understudy/people';
import type { AccountRow, ContactRow, UserRow } from '../rows.ts';
import { ACCOUNT_TIERS, CAMPAIGN_KINDS, COUNTRIES, INDUSTRIES, regionOf, segmentOf } from '../vocabulary.ts';
import { between, TODAY, weighted, type Draft } from './draft.ts';
import { JOB_TITLES, LEGAL_FORMS, STEMS, TRADES } from './names.ts';
import type { Organisation } from './organisation.ts';

export interface Company {
  readonly account: AccountRow;
  readonly rep: UserRow;
  readonly locale: Locale;
  readonly contacts: readonly ContactRow[];
}

const FORMER_OWNER = 0.03;
const TWIN_ACCOUNT = 0.04;
const TWIN_CONTACT = 0.04;
const MERGED = 0.02;
const CONTACTS_PER_ACCOUNT = 2.1;

/** Names of companies, each once: stem and trade. */
export function companyNames(draft: Draft, rng: Rng): (industry: AccountRow['industry']) => string {
  const pools = new Map(
    INDUSTRIES.map((industry) => [
      industry,
      rng.shuffle(STEMS[draft.split].flatMap((stem) => TRADES[industry].map((trade) => `${stem} ${trade}`))),
    ]),
  );
  return (industry) => {
    const name = pools.get(industry)?.pop();
    if (name === undefined)
      throw new RangeError(`all ${industry} company names are used; make a smaller population`);
    return name;
  };
}

/** `people` become contacts of the first accounts, under their own names and addresses. */
export function addCompanies(
  draft: Draft,
  rng: Rng,
  organisation: Organisation,
  nameFor: (industry: AccountRow['industry']) => string,
  count: number,
  locales: readonly Locale[],
  people: readonly Person[],
): readonly Company[] {
  const homes = localesFor(count, locales, rng.fork('locales'));
  const known = [...people];
  const perAccount = Math.max(CONTACTS_PER_ACCOUNT, people.length / Math.max(1, count));
  const companies: Company[] = [];
  for (let i = 0; i < count; i += 1) {
    const locale = homes[i] ?? 'en';
    const { account, rep } = addAccount(draft, rng, organisation, nameFor, companies);
    const size = Math.max(1, Math.round(perAccount + rng.int(-1, 1)));
    const given = known.splice(0, i === count - 1 ? known.length : size);
    const contacts = Array.from({ length: Math.max(size, given.length) }, (_, j) =>
      addContact(draft, rng, account, locale, given[j]),
    );
    const [first] = contacts;
    if (first !== undefined && rng.chance(TWIN_CONTACT)) addTwin(draft, rng, first);
    if (first !== undefined && rng.chance(MERGED)) addMerge(draft, rng, first, organisation);
    companies.push({ account, rep, locale, contacts });
  }
  for (const { account } of companies) if (rng.chance(TWIN_ACCOUNT)) addTwinAccount(draft, rng, account);
  return companies;
}

function addAccount(
  draft: Draft,
  rng: Rng,
  organisation: Organisation,
  nameFor: (industry: AccountRow['industry']) => string,
  before: readonly Company[],
): { readonly account: AccountRow; readonly rep: UserRow } {
  const industry = rng.pick(INDUSTRIES);
  const country = rng.pick(COUNTRIES);
  const size = weighted(rng, [
    [rng.int(8, 199), 6],
    [rng.int(200, 999), 3],
    [rng.int(1000, 9000), 1],
  ]);
  const segment = segmentOf(size);
  const rep = rng.pick(organisation.reps[regionOf(country)]);
  const territory = draft.tables.territories.find(
    (one) => one.region === regionOf(country) && one.segment === segment,
  );
  const [former] = organisation.formerReps;
  const name = nameFor(industry);
  const created = OPENING_TIME - rng.int(30, 1400) * DAY;
  const parent = before.length > 5 && rng.chance(0.05) ? rng.pick(before).account.id : null;
  const account: AccountRow = {
    id: draft.id('accounts'),
    name,
    kind: weighted(rng, [
      ['prospect', 5],
      ['customer', 4],
      ['former_customer', 1],
      ['partner', 0.5],
    ]),
    website: rng.chance(0.85) ? `${name.toLowerCase().replace(' ', '-')}.example` : null,
    phone: rng.chance(0.8) ? phoneOf('en', draft.split, rng) : null,
    industry,
    segment,
    country,
    employees: rng.chance(0.92) ? size : null,
    annual_revenue_cents: rng.chance(0.85) ? size * rng.int(60, 220) * 100_000 : null,
    tier: weighted(
      rng,
      ACCOUNT_TIERS.map((tier, i) => [tier, 4 - i] as const),
    ),
    owner_id: former !== undefined && rng.chance(FORMER_OWNER) ? former.id : rep.id,
    territory_id: territory?.id ?? null,
    parent_id: parent,
    created_at: created,
    updated_at: between(rng, created, OPENING_TIME),
  };
  draft.tables.accounts.push(account);
  return { account, rep };
}

function addContact(
  draft: Draft,
  rng: Rng,
  account: AccountRow,
  locale: Locale,
  given: Person | undefined,
): ContactRow {
  const id = draft.id('contacts');
  const name = given?.name ?? nameOf(locale, draft.split, rng);
  const domain = `${account.name.toLowerCase().replace(' ', '-')}.example`;
  const digits = given === undefined ? null : /(\d{1,7})@/.exec(given.email)?.[1];
  const created = between(rng, account.created_at, OPENING_TIME - DAY);
  const contact: ContactRow = {
    id,
    account_id: account.id,
    name,
    email: given?.email ?? emailOf(name, id).replace('example.com', domain),
    phone: rng.chance(0.8) ? phoneOf(locale, draft.split, rng) : null,
    title: rng.chance(0.9) ? rng.pick(JOB_TITLES) : null,
    opted_out: rng.chance(0.06) ? 1 : 0,
    bounced: given === undefined && rng.chance(0.05) ? 1 : 0,
    owner_id: account.owner_id,
    customer_number: digits === undefined || digits === null || Number(digits) === 0 ? null : Number(digits),
    created_at: created,
    updated_at: between(rng, created, OPENING_TIME),
  };
  draft.tables.contacts.push(contact);
  return contact;
}

/** The same person once more, as somebody typed them in a second time: less is known, and it is newer. */
function addTwin(draft: Draft, rng: Rng, contact: ContactRow): void {
  const created = between(rng, contact.created_at, OPENING_TIME - DAY);
  draft.tables.contacts.push({
    ...contact,
    id: draft.id('contacts'),
    title: null,
    phone: rng.chance(0.5) ? contact.phone : null,
    customer_number: null,
    created_at: created,
    updated_at: created,
  });
}

/** A twin that was found and merged: only its id is left. */
function addMerge(draft: Draft, rng: Rng, contact: ContactRow, organisation: Organisation): void {
  const { record_merges } = draft.tables;
  record_merges.push({
    id: record_merges.length + 1,
    record_type: 'contact',
    losing_id: draft.id('contacts'),
    surviving_id: contact.id,
    merged_by: organisation.operations.id,
    merged_at: between(rng, contact.created_at, OPENING_TIME - DAY),
  });
}

function addTwinAccount(draft: Draft, rng: Rng, account: AccountRow): void {
  const created = between(rng, account.created_at, OPENING_TIME - DAY);
  draft.tables.accounts.push({
    ...account,
    id: draft.id('accounts'),
    name: `${account.name} ${LEGAL_FORMS[account.country]}`,
    kind: 'prospect',
    website: rng.chance(0.5) ? account.website : null,
    employees: null,
    annual_revenue_cents: null,
    parent_id: null,
    created_at: created,
    updated_at: created,
  });
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const CAMPAIGN_TITLES: Readonly<Record<(typeof CAMPAIGN_KINDS)[number], string>> = {
  webinar: 'webinar',
  trade_show: 'fair',
  newsletter: 'newsletter',
  referral: 'referral bonus',
  partner: 'partner days',
};

/** One campaign a quarter of the last year and a half, and the one that is being planned. */
export function addCampaigns(draft: Draft, rng: Rng, organisation: Organisation, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const kind = CAMPAIGN_KINDS[i % CAMPAIGN_KINDS.length] ?? 'webinar';
    const starts = TODAY + (20 - i * 45) * DAY;
    const ends = starts + (kind === 'newsletter' ? 60 : 30) * DAY;
    const at = new Date(starts);
    const month = `${MONTHS[at.getUTCMonth()] ?? ''} ${at.getUTCFullYear()}`;
    draft.tables.campaigns.push({
      id: draft.id('campaigns'),
      name: `${month} ${CAMPAIGN_TITLES[kind]}`,
      kind,
      phase: starts > OPENING_TIME ? 'planned' : ends < OPENING_TIME ? 'completed' : 'running',
      owner_id: organisation.operations.id,
      budget_cents: rng.int(10, 120) * 50_000,
      starts_at: starts,
      ends_at: ends,
      created_at: Math.min(starts - 40 * DAY, OPENING_TIME - DAY),
    });
  }
}
