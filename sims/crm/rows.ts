/** The rows of every table, as zod schemas and as types. Their keys are the columns of `schema.ts`, in the same order (tested). */
import type { z } from 'zod';
import { activityRows } from './rows/activity.ts';
import { organisationRows } from './rows/organisation.ts';
import { peopleRows } from './rows/people.ts';
import { salesRows } from './rows/sales.ts';
import { serviceRows } from './rows/service.ts';

export const rowSchemas = {
  ...organisationRows,
  ...peopleRows,
  ...salesRows,
  ...serviceRows,
  ...activityRows,
} as const;

export type TableName = keyof typeof rowSchemas;
type RowOf<T extends TableName> = Readonly<z.output<(typeof rowSchemas)[T]>>;

export type TeamRow = RowOf<'teams'>;
export type UserRow = RowOf<'users'>;
export type TerritoryRow = RowOf<'territories'>;
export type QueueRow = RowOf<'crm_queues'>;
export type AssignmentRuleRow = RowOf<'assignment_rules'>;
export type DuplicateRuleRow = RowOf<'duplicate_rules'>;
export type ApprovalRuleRow = RowOf<'approval_rules'>;
export type AccountRow = RowOf<'accounts'>;
export type ContactRow = RowOf<'contacts'>;
export type CampaignRow = RowOf<'campaigns'>;
export type CrmProductRow = RowOf<'crm_products'>;
export type PriceBookRow = RowOf<'price_books'>;
export type PriceBookEntryRow = RowOf<'price_book_entries'>;
export type OpportunityRow = RowOf<'opportunities'>;
export type OpportunityItemRow = RowOf<'opportunity_items'>;
export type LeadRow = RowOf<'leads'>;
export type CampaignMemberRow = RowOf<'campaign_members'>;
export type QuoteRow = RowOf<'quotes'>;
export type QuoteItemRow = RowOf<'quote_items'>;
export type QuoteApprovalRow = RowOf<'quote_approvals'>;
export type ContractRow = RowOf<'contracts'>;
export type ForecastRow = RowOf<'forecasts'>;
export type CaseRow = RowOf<'cases'>;
export type CaseCommentRow = RowOf<'case_comments'>;
export type KnowledgeArticleRow = RowOf<'knowledge_articles'>;
export type CrmTaskRow = RowOf<'crm_tasks'>;
export type CrmEventRow = RowOf<'crm_events'>;
export type EmailRow = RowOf<'emails'>;
export type NoteRow = RowOf<'notes'>;
export type FieldHistoryRow = RowOf<'field_history'>;
export type RecordShareRow = RowOf<'record_shares'>;
export type RecordMergeRow = RowOf<'record_merges'>;
