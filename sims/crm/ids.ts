/** Public ids: a prefix that says what a record is, and its key. `L123` is a lead, `CS34` a case. */
import { publicId } from '@understudy/kernel';
import type { z } from 'zod';
import type { TableName } from './rows.ts';
import type { RecordType } from './vocabulary.ts';

export const PREFIXES = {
  user: 'U',
  team: 'TM',
  territory: 'TY',
  queue: 'QU',
  account: 'A',
  contact: 'CT',
  lead: 'L',
  campaign: 'CP',
  campaign_member: 'MB',
  product: 'PR',
  price_book: 'PB',
  price_book_entry: 'PE',
  opportunity: 'O',
  opportunity_item: 'OI',
  quote: 'Q',
  quote_item: 'QI',
  approval: 'AP',
  contract: 'K',
  case: 'CS',
  case_comment: 'CC',
  task: 'TS',
  event: 'EV',
  email: 'EM',
  note: 'N',
  article: 'KA',
  history: 'FH',
} as const satisfies Record<RecordType, string> & Record<string, string>;

export type IdKind = keyof typeof PREFIXES;

/** `showId('lead', 12)` → `"L12"`. */
export function showId(kind: IdKind, id: number): string {
  return `${PREFIXES[kind]}${id}`;
}

/** `showId`, or null for a reference that is empty. */
export function showIdOrNull(kind: IdKind, id: number | null): string | null {
  return id === null ? null : showId(kind, id);
}

/** `"an account"`, `"a price book entry"`. */
export function aKind(kind: IdKind): string {
  return `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind.replaceAll('_', ' ')}`;
}

/** A tool argument that is the id of one kind of record: `"L12"`, `"l 12"`, `"12"` and 12 → 12. */
export function idOf(kind: IdKind): z.ZodType<number> {
  return publicId(PREFIXES[kind], kind.replaceAll('_', ' '));
}

function isKind(word: string): word is IdKind {
  return Object.hasOwn(PREFIXES, word);
}

const KINDS: ReadonlyMap<string, IdKind> = new Map(
  Object.entries(PREFIXES).flatMap(([kind, prefix]) => (isKind(kind) ? [[prefix, kind] as const] : [])),
);

/** The kind and key of any public id, whatever its case and spaces: `"cs 34"` → case 34. Null for what is no public id. */
export function readId(text: string): { readonly kind: IdKind; readonly id: number } | null {
  const match = /^([A-Z]{1,2})([1-9]\d{0,6})$/.exec(text.replace(/[\s#-]/g, '').toUpperCase());
  const kind = match === null ? undefined : KINDS.get(match[1] ?? '');
  return kind === undefined ? null : { kind, id: Number(match?.[2]) };
}

/** The table that holds the records of a kind. */
export const TABLES: Readonly<Record<IdKind, TableName>> = {
  user: 'users',
  team: 'teams',
  territory: 'territories',
  queue: 'crm_queues',
  account: 'accounts',
  contact: 'contacts',
  lead: 'leads',
  campaign: 'campaigns',
  campaign_member: 'campaign_members',
  product: 'crm_products',
  price_book: 'price_books',
  price_book_entry: 'price_book_entries',
  opportunity: 'opportunities',
  opportunity_item: 'opportunity_items',
  quote: 'quotes',
  quote_item: 'quote_items',
  approval: 'quote_approvals',
  contract: 'contracts',
  case: 'cases',
  case_comment: 'case_comments',
  task: 'crm_tasks',
  event: 'crm_events',
  email: 'emails',
  note: 'notes',
  article: 'knowledge_articles',
  history: 'field_history',
};
