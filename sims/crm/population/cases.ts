/** Cases with their comments. New ones wait in a queue, some without a type: somebody has to look at them. */
import { DAY, OPENING_TIME, type Rng } from '@understudy/kernel';
import type { CaseRow } from '../rows.ts';
import { CASE_ORIGINS, CASE_RESOLUTIONS } from '../vocabulary.ts';
import type { Company } from './companies.ts';
import { between, weighted, type Draft } from './draft.ts';
import type { Organisation } from './organisation.ts';

const HOUR = DAY / 24;
/** Time to resolve, by priority. */
const DUE_IN: Readonly<Record<CaseRow['priority'], number>> = {
  critical: 4 * HOUR,
  high: DAY,
  medium: 3 * DAY,
  low: 7 * DAY,
};
const UNTYPED = 0.5;

interface Topic {
  readonly kind: NonNullable<CaseRow['kind']>;
  readonly subject: string;
  readonly description: string;
}

/** `@` stands for the product. */
const TOPICS: readonly Topic[] = [
  {
    kind: 'question',
    subject: 'How to add a user',
    description: 'We want to add a colleague to @. Where is that?',
  },
  { kind: 'question', subject: 'Export to a spreadsheet', description: 'Can the reports of @ be exported?' },
  {
    kind: 'problem',
    subject: 'Report shows wrong totals',
    description: 'The totals in @ have been wrong since Monday.',
  },
  {
    kind: 'problem',
    subject: 'Import stops half way',
    description: 'An import into @ stops after about 200 rows.',
  },
  {
    kind: 'incident',
    subject: 'Nobody can log in',
    description: 'Since this morning nobody of us can log in to @. Work has stopped.',
  },
  {
    kind: 'incident',
    subject: 'Very slow since the update',
    description: '@ takes a minute for every page since last night.',
  },
  {
    kind: 'feature_request',
    subject: 'Dark colours',
    description: 'Our night shift would like dark colours in @.',
  },
  {
    kind: 'feature_request',
    subject: 'Remind by text message',
    description: 'Could @ send reminders by text message?',
  },
  { kind: 'billing', subject: 'Invoice twice', description: 'We were billed twice for @ last month.' },
  {
    kind: 'billing',
    subject: 'Wrong address on the invoice',
    description: 'Please correct our address on the invoice for @.',
  },
];

const STATUSES = [
  ['new', 20],
  ['assigned', 10],
  ['in_progress', 18],
  ['waiting', 10],
  ['escalated', 6],
  ['resolved', 14],
  ['closed', 28],
] as const;

export function addCases(
  draft: Draft,
  rng: Rng,
  companies: readonly Company[],
  organisation: Organisation,
  count: number,
): void {
  for (let i = 0; i < count; i += 1) addCase(draft, rng, rng.pick(companies), organisation);
}

function addCase(draft: Draft, rng: Rng, { account, contacts }: Company, organisation: Organisation): void {
  const { tables } = draft;
  const status = weighted(rng, STATUSES);
  const topic = rng.pick(TOPICS);
  const product = rng.pick(tables.crm_products);
  const done = status === 'resolved' || status === 'closed';
  const created = between(rng, OPENING_TIME - (done ? 120 : 6) * DAY, OPENING_TIME - HOUR);
  const priority = priorityOf(rng, topic, status);
  const touched = status === 'new' ? created : between(rng, created, OPENING_TIME);
  const agent = status === 'escalated' ? organisation.supportManager : rng.pick(organisation.agents);
  const untyped = status === 'new' && rng.chance(UNTYPED);
  const row: CaseRow = {
    id: draft.id('cases'),
    account_id: account.id,
    contact_id: contacts.length > 0 ? rng.pick(contacts).id : null,
    product_id: rng.chance(0.85) ? product.id : null,
    parent_id: null,
    subject: topic.subject,
    description: topic.description.replace('@', product.name),
    kind: untyped ? null : topic.kind,
    origin: rng.pick(CASE_ORIGINS),
    priority: untyped ? 'medium' : priority,
    status,
    owner_id: status === 'new' ? null : agent.id,
    queue_id:
      status !== 'new'
        ? null
        : topic.kind === 'billing' && !untyped
          ? organisation.billingQueue
          : organisation.caseQueue,
    resolution: done
      ? rng.pick(
          CASE_RESOLUTIONS.filter((word) => word !== 'duplicate' && (word !== 'spam' || status === 'closed')),
        )
      : null,
    due_at: created + DUE_IN[untyped ? 'medium' : priority],
    first_response_at: status === 'new' || status === 'assigned' ? null : between(rng, created, touched),
    closed_at: status === 'closed' ? touched : null,
    created_at: created,
    updated_at: touched,
  };
  tables.cases.push(row);
  if (row.first_response_at !== null) {
    comment(draft, row.id, agent.id, 'Thank you, we are looking into it.', row.first_response_at);
    if (status === 'waiting')
      comment(draft, row.id, agent.id, 'Which version do you use? We need it to go on.', touched);
    else if (rng.chance(0.4))
      comment(draft, row.id, null, 'Is there any news?', between(rng, row.first_response_at, touched));
    if (done) comment(draft, row.id, agent.id, 'This should be settled now.', touched);
  }
}

function priorityOf(rng: Rng, { kind }: Topic, status: CaseRow['status']): CaseRow['priority'] {
  if (kind === 'incident') return status === 'escalated' || rng.chance(0.5) ? 'critical' : 'high';
  if (kind === 'feature_request') return 'low';
  return weighted(rng, [
    ['low', 2],
    ['medium', 5],
    ['high', 2],
  ] as const);
}

function comment(draft: Draft, caseId: number, author: number | null, body: string, at: number): void {
  draft.tables.case_comments.push({
    id: draft.id('case_comments'),
    case_id: caseId,
    author_id: author,
    public: 1,
    body,
    created_at: at,
  });
}
