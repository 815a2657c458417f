/** Rows of customer service. Keys are columns, in the order of the schema. */
import { z } from 'zod';
import * as words from '../vocabulary.ts';
import { flag, key, text, time } from './cells.ts';

export const serviceRows = {
  cases: z.strictObject({
    id: key,
    account_id: key.nullable(),
    contact_id: key.nullable(),
    product_id: key.nullable(),
    /** The case this one was merged into. */
    parent_id: key.nullable(),
    subject: text,
    description: text,
    kind: z.enum(words.CASE_KINDS).nullable(),
    origin: z.enum(words.CASE_ORIGINS),
    priority: z.enum(words.CASE_PRIORITIES),
    status: z.enum(['new', 'assigned', 'in_progress', 'waiting', 'escalated', 'resolved', 'closed']),
    /** An owner or a queue, never both. */
    owner_id: key.nullable(),
    queue_id: key.nullable(),
    resolution: z.enum(words.CASE_RESOLUTIONS).nullable(),
    due_at: time.nullable(),
    first_response_at: time.nullable(),
    closed_at: time.nullable(),
    created_at: time,
    updated_at: time,
  }),
  case_comments: z.strictObject({
    id: key,
    case_id: key,
    /** Null where the customer wrote it. */
    author_id: key.nullable(),
    public: flag,
    body: text,
    created_at: time,
  }),
  knowledge_articles: z.strictObject({
    id: key,
    slug: text,
    title: text,
    category: z.enum(words.ARTICLE_CATEGORIES),
    body: text,
    updated_at: time,
  }),
} as const;
