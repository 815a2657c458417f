/** Cases of the small CRM: one of each status, and one on billing. */
import { DAY, OPENING_TIME, type Row } from '@understudy/kernel';
import type { CaseRow } from '../rows.ts';
import { LAST_MONTH } from './times.ts';

function crmCase(id: number, status: CaseRow['status'], more: Partial<CaseRow> = {}): CaseRow {
  const done = status === 'resolved' || status === 'closed';
  return {
    id,
    account_id: 1,
    contact_id: 1,
    product_id: 1,
    parent_id: null,
    subject: `Login fails (${id})`,
    description: 'Since this morning nobody can log in.',
    kind: 'problem',
    origin: 'email',
    priority: 'medium',
    status,
    owner_id: status === 'new' ? null : 8,
    queue_id: status === 'new' ? 2 : null,
    resolution: done ? 'solved' : null,
    due_at: OPENING_TIME + DAY,
    first_response_at: null,
    closed_at: status === 'closed' ? OPENING_TIME - DAY : null,
    created_at: OPENING_TIME - 2 * DAY,
    updated_at: OPENING_TIME - DAY,
    ...more,
  };
}

export const service = {
  cases: [
    crmCase(1, 'new', { kind: null }),
    crmCase(2, 'assigned'),
    crmCase(3, 'in_progress'),
    crmCase(4, 'waiting'),
    crmCase(5, 'escalated', { owner_id: 7, priority: 'critical' }),
    crmCase(6, 'resolved'),
    crmCase(7, 'closed'),
    crmCase(8, 'new', {
      subject: 'Invoice twice',
      kind: 'billing',
      account_id: 2,
      contact_id: 2,
      product_id: null,
      queue_id: 3,
    }),
  ],
  case_comments: [
    {
      id: 1,
      case_id: 3,
      author_id: 8,
      public: 1,
      body: 'We are looking into it.',
      created_at: OPENING_TIME - DAY,
    },
    { id: 2, case_id: 3, author_id: null, public: 1, body: 'Thank you.', created_at: OPENING_TIME - DAY },
  ],
  knowledge_articles: [
    {
      id: 1,
      slug: 'discount-approval',
      title: 'Who approves a discount',
      category: 'quotes',
      body: 'Above 10 percent the manager, above 20 percent the director as well.',
      updated_at: LAST_MONTH,
    },
    {
      id: 2,
      slug: 'login-problems',
      title: 'When nobody can log in',
      category: 'service',
      body: 'Check the status page, then the certificate of the single sign-on.',
      updated_at: LAST_MONTH,
    },
  ],
} satisfies Record<string, readonly Row[]>;
