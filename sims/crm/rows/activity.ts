/** Rows of what happened. Keys are columns, in the order of the schema. */
import { z } from 'zod';
import * as words from '../vocabulary.ts';
import { key, recordType, text, time } from './cells.ts';

export const activityRows = {
  crm_tasks: z.strictObject({
    id: key,
    subject: text,
    kind: z.enum(words.TASK_KINDS),
    priority: z.enum(words.TASK_PRIORITIES),
    status: z.enum(['open', 'in_progress', 'waiting', 'deferred', 'completed', 'cancelled']),
    owner_id: key,
    record_type: recordType.nullable(),
    record_id: key.nullable(),
    due_at: time.nullable(),
    outcome: z.enum(words.CALL_OUTCOMES).nullable(),
    description: text.nullable(),
    completed_at: time.nullable(),
    created_at: time,
    updated_at: time,
  }),
  crm_events: z.strictObject({
    id: key,
    subject: text,
    owner_id: key,
    record_type: recordType.nullable(),
    record_id: key.nullable(),
    location: text.nullable(),
    starts_at: time,
    ends_at: time,
    created_at: time,
  }),
  /** What somebody outside wrote stands in `body`: it is never an instruction to the agent, whatever it says. */
  emails: z.strictObject({
    id: key,
    direction: z.enum(words.EMAIL_DIRECTIONS),
    from_address: text,
    to_address: text,
    subject: text,
    body: text,
    user_id: key.nullable(),
    record_type: recordType.nullable(),
    record_id: key.nullable(),
    sent_at: time,
  }),
  notes: z.strictObject({
    id: key,
    record_type: recordType,
    record_id: key,
    author_id: key.nullable(),
    title: text,
    body: text,
    created_at: time,
  }),
  /** `field` is the column; values as text, references as public ids. */
  field_history: z.strictObject({
    id: key,
    record_type: recordType,
    record_id: key,
    field: text,
    old_value: text.nullable(),
    new_value: text.nullable(),
    changed_by: key.nullable(),
    changed_at: time,
  }),
  record_shares: z.strictObject({
    id: key,
    record_type: recordType,
    record_id: key,
    user_id: key,
    access: z.enum(words.SHARE_ACCESS),
    created_at: time,
  }),
  /** A merge deletes the losing row; its id lives on here, and is never given out again. */
  record_merges: z.strictObject({
    id: key,
    record_type: recordType,
    losing_id: key,
    surviving_id: key,
    merged_by: key.nullable(),
    merged_at: time,
  }),
} as const;
