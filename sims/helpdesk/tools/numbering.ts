/**
 * Ids of the rows the tools add. Nothing is ever deleted from these tables, so the highest id plus one is never a reused one.
 * The one exception is `ticket_tags`, whose ids nobody sees.
 */
import { int } from '@understudy/kernel';
import type { World } from '@understudy/kernel';

const HIGHEST = {
  addresses: 'SELECT coalesce(max(id), 0) AS id FROM addresses',
  returns: 'SELECT coalesce(max(id), 0) AS id FROM returns',
  refunds: 'SELECT coalesce(max(id), 0) AS id FROM refunds',
  exchanges: 'SELECT coalesce(max(id), 0) AS id FROM exchanges',
  credits: 'SELECT coalesce(max(id), 0) AS id FROM credits',
  ticket_comments: 'SELECT coalesce(max(id), 0) AS id FROM ticket_comments',
  ticket_events: 'SELECT coalesce(max(id), 0) AS id FROM ticket_events',
  ticket_field_values: 'SELECT coalesce(max(id), 0) AS id FROM ticket_field_values',
  ticket_links: 'SELECT coalesce(max(id), 0) AS id FROM ticket_links',
  ticket_tags: 'SELECT coalesce(max(id), 0) AS id FROM ticket_tags',
  side_conversations: 'SELECT coalesce(max(id), 0) AS id FROM side_conversations',
  side_messages: 'SELECT coalesce(max(id), 0) AS id FROM side_messages',
  satisfaction_ratings: 'SELECT coalesce(max(id), 0) AS id FROM satisfaction_ratings',
  sla_clocks: 'SELECT coalesce(max(id), 0) AS id FROM sla_clocks',
  payment_methods: 'SELECT coalesce(max(id), 0) AS id FROM payment_methods',
  subscription_changes: 'SELECT coalesce(max(id), 0) AS id FROM subscription_changes',
  invoices: 'SELECT coalesce(max(id), 0) AS id FROM invoices',
  invoice_lines: 'SELECT coalesce(max(id), 0) AS id FROM invoice_lines',
  invoice_payments: 'SELECT coalesce(max(id), 0) AS id FROM invoice_payments',
  credit_notes: 'SELECT coalesce(max(id), 0) AS id FROM credit_notes',
  disputes: 'SELECT coalesce(max(id), 0) AS id FROM disputes',
  dispute_evidence: 'SELECT coalesce(max(id), 0) AS id FROM dispute_evidence',
  store_credit_entries: 'SELECT coalesce(max(id), 0) AS id FROM store_credit_entries',
  email_codes: 'SELECT coalesce(max(id), 0) AS id FROM email_codes',
  devices: 'SELECT coalesce(max(id), 0) AS id FROM devices',
  device_events: 'SELECT coalesce(max(id), 0) AS id FROM device_events',
  warranties: 'SELECT coalesce(max(id), 0) AS id FROM warranties',
  repairs: 'SELECT coalesce(max(id), 0) AS id FROM repairs',
  outages: 'SELECT coalesce(max(id), 0) AS id FROM outages',
  shipments: 'SELECT coalesce(max(id), 0) AS id FROM shipments',
  order_items: 'SELECT coalesce(max(id), 0) AS id FROM order_items',
  order_item_variants: 'SELECT coalesce(max(id), 0) AS id FROM order_item_variants',
  order_changes: 'SELECT coalesce(max(id), 0) AS id FROM order_changes',
  delivery_preferences: 'SELECT coalesce(max(id), 0) AS id FROM delivery_preferences',
} as const;

export function nextId(world: World, table: keyof typeof HIGHEST): number {
  const row = world.get(HIGHEST[table]);
  return row === undefined ? 1 : int(row, 'id') + 1;
}
