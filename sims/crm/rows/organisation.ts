/** Rows of the organisation. Keys are columns, in the order of the schema. */
import { z } from 'zod';
import * as words from '../vocabulary.ts';
import { cents, flag, key, percent, text, time } from './cells.ts';

export const organisationRows = {
  teams: z.strictObject({ id: key, name: text, kind: z.enum(words.TEAM_KINDS) }),
  users: z.strictObject({
    id: key,
    name: text,
    email: text,
    role: z.enum(words.USER_ROLES),
    title: text,
    manager_id: key.nullable(),
    team_id: key,
    active: flag,
    /** Per quarter. */
    quota_cents: cents,
    created_at: time,
  }),
  territories: z.strictObject({
    id: key,
    name: text,
    region: z.enum(words.REGIONS),
    segment: z.enum(words.SEGMENTS),
    team_id: key,
  }),
  crm_queues: z.strictObject({ id: key, name: text, object: z.enum(words.QUEUE_OBJECTS), team_id: key }),
  /** The first active rule by `position` whose conditions all hold (null = any) decides; `kind` and `priority` are those of a case. */
  assignment_rules: z.strictObject({
    id: key,
    object: z.enum(words.QUEUE_OBJECTS),
    position: key,
    active: flag,
    region: z.enum(words.REGIONS).nullable(),
    segment: z.enum(words.SEGMENTS).nullable(),
    source: z.enum(words.LEAD_SOURCES).nullable(),
    kind: z.enum(words.CASE_KINDS).nullable(),
    priority: z.enum(words.CASE_PRIORITIES).nullable(),
    /** Exactly one target: the reps of a team in turn, a queue, or one user. */
    team_id: key.nullable(),
    queue_id: key.nullable(),
    user_id: key.nullable(),
  }),
  duplicate_rules: z.strictObject({
    id: key,
    object: z.enum(['lead', 'contact', 'account']),
    match: z.enum(words.DUPLICATE_MATCHES),
    action: z.enum(words.DUPLICATE_ACTIONS),
    active: flag,
  }),
  /** A quote needs the steps whose limits it exceeds: discount above the percent, or total above the amount. Steps run in order. */
  approval_rules: z.strictObject({
    id: key,
    step: key,
    above_discount_percent: percent,
    above_total_cents: cents.nullable(),
    approver_role: z.enum(words.APPROVER_ROLES),
  }),
} as const;
