/** A population under construction: one list of rows per table, in foreign-key order, and the ids that are left. */
import type { Rng, Row, SimTime, Split, Template } from '@understudy/kernel';
import { DAY, OPENING_TIME } from '@understudy/kernel';
import { numbersOf } from '@understudy/people';
import type * as rows from '../rows.ts';
import { DDL } from '../schema.ts';

export interface Tables {
  readonly teams: rows.TeamRow[];
  readonly users: rows.UserRow[];
  readonly territories: rows.TerritoryRow[];
  readonly crm_queues: rows.QueueRow[];
  readonly assignment_rules: rows.AssignmentRuleRow[];
  readonly duplicate_rules: rows.DuplicateRuleRow[];
  readonly approval_rules: rows.ApprovalRuleRow[];
  readonly accounts: rows.AccountRow[];
  readonly contacts: rows.ContactRow[];
  readonly campaigns: rows.CampaignRow[];
  readonly crm_products: rows.CrmProductRow[];
  readonly price_books: rows.PriceBookRow[];
  readonly price_book_entries: rows.PriceBookEntryRow[];
  readonly opportunities: rows.OpportunityRow[];
  readonly opportunity_items: rows.OpportunityItemRow[];
  readonly leads: rows.LeadRow[];
  readonly campaign_members: rows.CampaignMemberRow[];
  readonly quotes: rows.QuoteRow[];
  readonly quote_items: rows.QuoteItemRow[];
  readonly quote_approvals: rows.QuoteApprovalRow[];
  readonly contracts: rows.ContractRow[];
  readonly forecasts: rows.ForecastRow[];
  readonly cases: rows.CaseRow[];
  readonly case_comments: rows.CaseCommentRow[];
  readonly knowledge_articles: rows.KnowledgeArticleRow[];
  readonly crm_tasks: rows.CrmTaskRow[];
  readonly crm_events: rows.CrmEventRow[];
  readonly emails: rows.EmailRow[];
  readonly notes: rows.NoteRow[];
  readonly field_history: rows.FieldHistoryRow[];
  readonly record_shares: rows.RecordShareRow[];
  readonly record_merges: rows.RecordMergeRow[];
}

export interface Draft {
  readonly split: Split;
  readonly tables: Tables;
  /** The next id of a table: a number of the split that was not given out before. @throws RangeError where none is left. */
  id(table: rows.TableName): number;
}

/** Up to so many rows, ids have at most three digits. */
const SMALL = 1000;

export function newDraft(rng: Rng, split: Split, size: number): Draft {
  const numbers = numbersOf(split, 10, size <= SMALL ? 999 : 9999);
  const left = new Map<rows.TableName, number[]>();
  return {
    split,
    tables: emptyTables(),
    id: (table) => {
      let pool = left.get(table);
      if (pool === undefined) {
        pool = rng.fork(table).shuffle(numbers);
        left.set(table, pool);
      }
      const id = pool.pop();
      if (id === undefined)
        throw new RangeError(
          `there are ${numbers.length} ids for ${table}, and all are used; make a smaller population`,
        );
      return id;
    },
  };
}

function emptyTables(): Tables {
  return {
    teams: [],
    users: [],
    territories: [],
    crm_queues: [],
    assignment_rules: [],
    duplicate_rules: [],
    approval_rules: [],
    accounts: [],
    contacts: [],
    campaigns: [],
    crm_products: [],
    price_books: [],
    price_book_entries: [],
    opportunities: [],
    opportunity_items: [],
    leads: [],
    campaign_members: [],
    quotes: [],
    quote_items: [],
    quote_approvals: [],
    contracts: [],
    forecasts: [],
    cases: [],
    case_comments: [],
    knowledge_articles: [],
    crm_tasks: [],
    crm_events: [],
    emails: [],
    notes: [],
    field_history: [],
    record_shares: [],
    record_merges: [],
  };
}

export function toTemplate(draft: Draft): Template {
  return {
    ddl: DDL,
    tables: Object.entries<readonly Row[]>({ ...draft.tables }).map(([name, rows]) => ({ name, rows })),
  };
}

/** Midnight of the day the episodes open. */
export const TODAY: SimTime = OPENING_TIME - (OPENING_TIME % DAY);

/** A whole minute in [from, to]. */
export function between(rng: Rng, from: SimTime, to: SimTime): SimTime {
  return from + rng.int(0, Math.max(0, Math.floor((to - from) / 60_000))) * 60_000;
}

/** Midnight of the day of an instant. */
export function midnight(time: SimTime): SimTime {
  return time - (time % DAY);
}

/** One of the words, by weight. */
export function weighted<T>(rng: Rng, choices: readonly (readonly [T, number])[]): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let dice = rng.next() * total;
  for (const [word, weight] of choices) {
    dice -= weight;
    if (dice < 0) return word;
  }
  const [last] = choices.at(-1) ?? [];
  if (last === undefined) throw new RangeError('weighted() needs a choice');
  return last;
}
