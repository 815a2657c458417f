/** Rows of accounts, contacts and campaigns. Keys are columns, in the order of the schema. */
import { z } from 'zod';
import * as words from '../vocabulary.ts';
import { cents, flag, key, text, time } from './cells.ts';

export const peopleRows = {
  accounts: z.strictObject({
    id: key,
    name: text,
    kind: z.enum(words.ACCOUNT_KINDS),
    website: text.nullable(),
    phone: text.nullable(),
    industry: z.enum(words.INDUSTRIES),
    segment: z.enum(words.SEGMENTS),
    country: z.enum(words.COUNTRIES),
    employees: key.nullable(),
    annual_revenue_cents: cents.nullable(),
    tier: z.enum(words.ACCOUNT_TIERS),
    owner_id: key,
    territory_id: key.nullable(),
    parent_id: key.nullable(),
    created_at: time,
    updated_at: time,
  }),
  contacts: z.strictObject({
    id: key,
    account_id: key.nullable(),
    name: text,
    email: text.nullable(),
    phone: text.nullable(),
    title: text.nullable(),
    opted_out: flag,
    bounced: flag,
    owner_id: key,
    /** The number the web shop knows this person by, where it does. */
    customer_number: key.nullable(),
    created_at: time,
    updated_at: time,
  }),
  campaigns: z.strictObject({
    id: key,
    name: text,
    kind: z.enum(words.CAMPAIGN_KINDS),
    phase: z.enum(words.CAMPAIGN_PHASES),
    owner_id: key,
    budget_cents: cents,
    starts_at: time,
    ends_at: time,
    created_at: time,
  }),
} as const;
