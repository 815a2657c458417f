/**
 * Who may read and change what. This table is the whole rule; `predicate.ts` says what each word means in SQL.
 *
 * Nobody signed in (no `focus.userId`), the environment, and users of the role `operations` read and change everything. Anyone else
 * reads a record where one word of its `read` list holds, and changes it where one of its `edit` list holds:
 *
 *   everyone   no condition
 *   owner      the user owns it, or is above its owner in the hierarchy of managers
 *   team       its owner is in the user's team
 *   queue      it waits in a queue of the user's team
 *   support    the user is in a support team
 *   shared     it was shared with the user (for editing: with access `edit`)
 *   approver   the user is asked to approve it
 *   author     the user wrote it
 *   account, opportunity, quote, case, campaign, related
 *              the user may read (or change) the record it belongs to
 *
 * A record that may not be read answers like one that does not exist, so that its existence stays confidential; one that may be read
 * but not changed answers `forbidden`.
 */
import type { IdKind } from '../ids.ts';

export type Grant =
  | 'everyone'
  | 'owner'
  | 'team'
  | 'queue'
  | 'support'
  | 'shared'
  | 'approver'
  | 'author'
  | 'account'
  | 'opportunity'
  | 'quote'
  | 'case'
  | 'campaign'
  | 'related';

export interface Grants {
  readonly read: readonly Grant[];
  readonly edit: readonly Grant[];
}

const catalogue: Grants = { read: ['everyone'], edit: [] };

export const GRANTS: Readonly<Record<IdKind, Grants>> = {
  user: catalogue,
  team: catalogue,
  territory: catalogue,
  queue: catalogue,
  product: catalogue,
  price_book: catalogue,
  price_book_entry: catalogue,
  article: catalogue,
  campaign: { read: ['everyone'], edit: ['owner'] },
  campaign_member: { read: ['everyone'], edit: ['campaign'] },
  account: { read: ['owner', 'team', 'shared', 'support'], edit: ['owner', 'shared'] },
  contact: { read: ['owner', 'team', 'shared', 'support', 'account'], edit: ['owner', 'shared'] },
  lead: { read: ['owner', 'queue', 'shared'], edit: ['owner', 'queue', 'shared'] },
  opportunity: { read: ['owner', 'shared'], edit: ['owner', 'shared'] },
  opportunity_item: { read: ['opportunity'], edit: ['opportunity'] },
  quote: { read: ['owner', 'shared', 'opportunity', 'approver'], edit: ['owner', 'shared', 'opportunity'] },
  quote_item: { read: ['quote'], edit: ['quote'] },
  approval: { read: ['quote'], edit: [] },
  contract: { read: ['owner', 'shared', 'support', 'account'], edit: ['owner', 'shared'] },
  case: {
    read: ['owner', 'queue', 'support', 'shared', 'account'],
    edit: ['owner', 'queue', 'support', 'shared'],
  },
  case_comment: { read: ['case'], edit: [] },
  task: { read: ['owner', 'related'], edit: ['owner'] },
  event: { read: ['owner', 'related'], edit: ['owner'] },
  email: { read: ['author', 'related'], edit: [] },
  note: { read: ['author', 'related'], edit: ['author'] },
  history: { read: ['related'], edit: [] },
};
