/** A population under construction: one list of rows per table, in foreign-key order. */
import type { Row, Template } from '@understudy/kernel';
import { DDL } from '../schema.ts';
import { emptyBillingDraft, type BillingDraft } from './billing-draft.ts';
import { emptyShopDraft, type ShopDraft } from './shop-draft.ts';
import { emptyTicketDraft, type TicketDraft } from './ticket-draft.ts';

export interface Draft extends ShopDraft, TicketDraft, BillingDraft {}

export function emptyDraft(): Draft {
  return { ...emptyShopDraft(), ...emptyTicketDraft(), ...emptyBillingDraft() };
}

export function toTemplate(draft: Draft): Template {
  return {
    ddl: DDL,
    tables: Object.entries<readonly Row[]>({ ...draft }).map(([name, rows]) => ({ name, rows })),
  };
}
