/** The billing and device rows of the test desk: each subscription, invoice and device is in one situation. */
import { DAY, OPENING_TIME, type Row, type Template } from '@understudy/kernel';
import { knowledgeBase } from './population/knowledge-base.ts';
import type { DeviceRow, InvoiceRow, SubscriptionRow } from './rows.ts';

const MIDNIGHT = Date.UTC(2026, 5, 15);
const JUNE = { start: Date.UTC(2026, 5, 1), end: Date.UTC(2026, 6, 1) };
const MAY = { start: Date.UTC(2026, 4, 1), end: JUNE.start };

function subscription(
  id: number,
  customer_id: number,
  plan_id: number,
  status: SubscriptionRow['status'],
  more: Partial<SubscriptionRow> = {},
): SubscriptionRow {
  return {
    id,
    customer_id,
    plan_id,
    status,
    period_start: JUNE.start,
    period_end: JUNE.end,
    trial_end: null,
    paused_at: null,
    cancel_reason: null,
    created_at: MAY.start,
    ...more,
  };
}

const invoice = (
  id: number,
  customer_id: number,
  subscription_id: number | null,
  status: InvoiceRow['status'],
  total_cents: number,
): InvoiceRow => ({
  id,
  customer_id,
  subscription_id,
  status,
  total_cents,
  tax_cents: total_cents / 6,
  issued_at: JUNE.start,
  due_at: MIDNIGHT,
});

const line = (id: number, invoice_id: number, amount_cents: number, period: typeof JUNE | null) => ({
  id,
  invoice_id,
  kind: period === null ? 'repair' : 'plan',
  description: period === null ? 'Repair of Hearth Hub' : 'Hearth',
  amount_cents,
  period_start: period?.start ?? null,
  period_end: period?.end ?? null,
});

const payment = (id: number, invoice_id: number, amount_cents: number, status: string) => ({
  id,
  invoice_id,
  method: 'card',
  amount_cents,
  status,
  decline_code: status === 'declined' ? 'card_expired' : null,
  created_at: JUNE.start,
});

function device(
  id: number,
  subscription_id: number | null,
  status: DeviceRow['status'],
  fault: DeviceRow['fault'],
  customer_id = 31,
): DeviceRow {
  return {
    id,
    customer_id,
    subscription_id,
    model_id: 1,
    serial: `SN${id}`,
    firmware: fault === 'firmware' ? '1.8' : '3.2',
    status,
    fault,
    area: customer_id === 31 ? '70' : '80',
    registered_at: MAY.start,
  };
}

const warranty = (id: number, device_id: number, ends_at: number) => ({
  id,
  device_id,
  kind: 'standard',
  starts_at: ends_at - 730 * DAY,
  ends_at,
});

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  plans: [
    { id: 1, code: 'basic', name: 'Hearth Basic', period: 'month', price_cents: 1000, trial_days: 14 },
    { id: 2, code: 'home', name: 'Hearth Home', period: 'month', price_cents: 2000, trial_days: 14 },
    { id: 3, code: 'pro', name: 'Hearth Pro', period: 'month', price_cents: 3500, trial_days: 14 },
    {
      id: 4,
      code: 'home-year',
      name: 'Hearth Home, yearly',
      period: 'year',
      price_cents: 20000,
      trial_days: 0,
    },
  ],
  payment_methods: [
    { id: 1, customer_id: 31, kind: 'card', label: 'card ending 4242', health: 'good' },
    { id: 2, customer_id: 40, kind: 'card', label: 'card ending 1881', health: 'expired' },
  ],
  subscriptions: [
    subscription(11, 31, 2, 'active'),
    subscription(12, 40, 1, 'past_due'),
    subscription(13, 31, 1, 'paused', { paused_at: Date.UTC(2026, 5, 10, 12) }),
    subscription(14, 31, 1, 'trialing', {
      period_start: Date.UTC(2026, 5, 6),
      period_end: Date.UTC(2026, 5, 20),
      trial_end: Date.UTC(2026, 5, 20),
    }),
    subscription(15, 40, 2, 'cancelling', { cancel_reason: 'moving' }),
    subscription(16, 40, 1, 'expired', { period_start: MAY.start, period_end: MAY.end }),
    subscription(17, 31, 1, 'cancelled', { cancel_reason: 'other' }),
  ],
  invoices: [
    invoice(51, 31, 11, 'paid', 2000 - 200),
    invoice(52, 40, 12, 'open', 1200),
    invoice(53, 40, 16, 'uncollectible', 1200),
    invoice(54, 31, null, 'draft', 1500),
    invoice(55, 40, 15, 'disputed', 1800),
  ],
  invoice_lines: [
    line(1, 51, 1800, JUNE),
    line(2, 52, 1200, JUNE),
    line(3, 53, 1200, MAY),
    line(4, 54, 1500, null),
    line(5, 55, 1800, JUNE),
  ],
  invoice_payments: [
    payment(1, 51, 1800, 'succeeded'),
    payment(2, 52, 1200, 'declined'),
    payment(3, 53, 1200, 'declined'),
    payment(4, 55, 1800, 'charged_back'),
  ],
  disputes: [
    {
      id: 3,
      customer_id: 40,
      order_id: null,
      invoice_id: 55,
      amount_cents: 1800,
      reason: 'cancelled',
      status: 'opened',
      opened_at: MIDNIGHT,
      respond_by: MIDNIGHT + 10 * DAY,
    },
  ],
  store_credit_entries: [
    {
      id: 1,
      customer_id: 40,
      amount_cents: 500,
      kind: 'granted',
      order_id: null,
      invoice_id: null,
      created_at: MAY.start,
    },
  ],
  gift_codes: [
    { id: 1, code: 'GIFT4821', amount_cents: 2500, customer_id: null, redeemed_at: null },
    { id: 2, code: 'GIFT4822', amount_cents: 1000, customer_id: 31, redeemed_at: MAY.start },
  ],
  device_models: [{ id: 1, name: 'Hearth Hub', latest_firmware: '3.2', repair_cents: 4990 }],
  devices: [
    device(21, 11, 'working', 'none'),
    device(22, 11, 'faulty', 'frozen'),
    device(23, 11, 'faulty', 'cable'),
    device(24, 11, 'faulty', 'firmware'),
    device(25, 11, 'faulty', 'hardware'),
    device(26, null, 'needs_repair', 'hardware'),
    device(27, 12, 'faulty', 'account', 40),
    device(28, null, 'in_repair', 'hardware'),
    device(29, 11, 'updating', 'firmware'),
  ],
  device_events: [
    { id: 1, device_id: 22, kind: 'error', code: 'E21', created_at: MIDNIGHT },
    { id: 2, device_id: 28, kind: 'repair_booked', code: null, created_at: MIDNIGHT },
  ],
  warranties: [
    warranty(1, 25, MIDNIGHT),
    warranty(2, 26, MIDNIGHT - DAY),
    warranty(3, 21, MIDNIGHT + 100 * DAY),
  ],
  repairs: [
    {
      id: 1,
      device_id: 28,
      invoice_id: null,
      status: 'scheduled',
      visit_at: MIDNIGHT + DAY,
      created_at: MIDNIGHT,
    },
  ],
  error_codes: [{ id: 1, code: 'E21', meaning: 'The device hangs', advice: 'Restart the device.' }],
  outages: [
    {
      id: 1,
      area: '80',
      status: 'resolved',
      started_at: OPENING_TIME - 3 * DAY,
      resolved_at: OPENING_TIME - 2 * DAY,
    },
  ],
  product_variants: [
    { id: 1, product_id: 2, label: 'small', extra_cents: 0, stock: 5 },
    { id: 2, product_id: 2, label: 'large', extra_cents: 200, stock: 3 },
    { id: 3, product_id: 2, label: 'giant', extra_cents: 500, stock: 0 },
  ],
};

/**
 * Subscriptions U11 active on home (20.00, June), U12 past due, U13 paused on June 10, U14 on trial, U15 cancelling, U16 expired,
 * U17 cancelled. Invoices I51 paid, I52 open, I53 uncollectible, I54 a draft, I55 disputed as D3. Devices G21 works, G22 hangs, G23 has
 * a loose cable, G24 old firmware, G25 broken hardware on the last day of its warranty, G26 the same a day too late, G27 is blocked
 * with U12, G28 in repair P1, G29 being updated.
 */
export function commerceTables(): Template['tables'] {
  const { articles, article_topics } = knowledgeBase();
  return Object.entries({ ...TABLES, articles, article_topics }).map(([name, rows]) => ({
    name,
    rows,
  }));
}
