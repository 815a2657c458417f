/** A population of the CRM: the same generator state, size and split give the same rows. */
import type { PopulationOptions, Rng, Row, Template } from '@understudy/kernel';
import type { TableName } from '../rows.ts';
import { addActivity } from './activity.ts';
import { articles } from './articles.ts';
import { addCases } from './cases.ts';
import { addCatalogue } from './catalogue.ts';
import { addCampaigns, addCompanies, companyNames } from './companies.ts';
import { addDeals } from './deals.ts';
import { newDraft, toTemplate, type Draft } from './draft.ts';
import { addForecasts } from './forecasts.ts';
import { addHistory } from './history.ts';
import { addLeads } from './leads.ts';
import { addOrganisation } from './organisation.ts';
import { addOldContracts, addQuotes } from './quotes.ts';

/** Smallest and largest number of rows: below, tables would be empty; above, company names would run short. */
export const SIZE_RANGE = { min: 100, max: 20_000 } as const;

/** What the company set up once: these rows come on top of the size, and hardly grow with it. */
const SET_UP: ReadonlySet<string> = new Set<TableName>([
  'teams',
  'users',
  'territories',
  'crm_queues',
  'assignment_rules',
  'duplicate_rules',
  'approval_rules',
  'campaigns',
  'crm_products',
  'price_books',
  'price_book_entries',
  'knowledge_articles',
  'forecasts',
]);

/** Rows that an account brings on average, with its contacts, deals, leads and cases, and without the activities. */
const ROWS_PER_ACCOUNT = 14.5;
/** Share of the rows that are tasks, events, e-mails and notes: what the rest leaves room for. */
const ACTIVITY_SHARE = 0.22;
const DEALS_PER_ACCOUNT = 1.1;
const LEADS_PER_ACCOUNT = 1.5;
const CASES_PER_ACCOUNT = 0.7;
const HISTORY_SHARE = 0.4;

/**
 * Throws RangeError unless `size` lies in SIZE_RANGE. It is the number of rows of business, met within a tenth; the company itself,
 * its catalogue and its knowledge base come on top (about 100 to 200 rows), and so do people given beyond what the size has room for.
 */
export function generate(rng: Rng, options: PopulationOptions): Template {
  const { size, split, locales = ['en'], people = [] } = options;
  if (!(size >= SIZE_RANGE.min && size <= SIZE_RANGE.max)) {
    throw new RangeError(`population size must be ${SIZE_RANGE.min} to ${SIZE_RANGE.max} rows, got ${size}`);
  }
  // The split is in the label: two populations of one seed share nothing, not even the fall of the dice.
  const dice = rng.fork(`crm ${split}`);
  const draft = newDraft(dice.fork('ids'), split, size + people.length);
  const accounts = Math.max(4, Math.round((size * (1 - ACTIVITY_SHARE)) / ROWS_PER_ACCOUNT));

  draft.tables.knowledge_articles.push(...articles());
  const organisation = addOrganisation(draft, dice.fork('organisation'), size);
  const catalogue = addCatalogue(draft, dice.fork('catalogue'));
  const nameFor = companyNames(draft, dice.fork('companies'));
  addCampaigns(draft, dice.fork('campaigns'), organisation, size < 400 ? 3 : 8);
  const companies = addCompanies(
    draft,
    dice.fork('accounts'),
    organisation,
    nameFor,
    accounts,
    locales,
    people,
  );
  const deals = addDeals(draft, dice.fork('deals'), companies, catalogue, DEALS_PER_ACCOUNT);
  addQuotes(draft, dice.fork('quotes'), deals, organisation);
  addOldContracts(draft, dice.fork('contracts'), companies);
  const leads = Math.round(accounts * LEADS_PER_ACCOUNT);
  addLeads(draft, dice.fork('leads'), organisation, nameFor, deals, locales, leads);
  addCases(draft, dice.fork('cases'), companies, organisation, Math.round(accounts * CASES_PER_ACCOUNT));
  addHistory(draft, dice.fork('history'), HISTORY_SHARE);
  addForecasts(draft, dice.fork('forecasts'));
  addActivity(draft, dice.fork('activity'), deals, Math.max(0, size - business(draft)));
  return toTemplate(draft);
}

function business(draft: Draft): number {
  return Object.entries<readonly Row[]>({ ...draft.tables }).reduce(
    (sum, [name, rows]) => (SET_UP.has(name) ? sum : sum + rows.length),
    0,
  );
}

/** How many rows of business a population has: what its size counts. */
export function businessRows(population: Template): number {
  return population.tables.reduce((sum, { name, rows }) => (SET_UP.has(name) ? sum : sum + rows.length), 0);
}
