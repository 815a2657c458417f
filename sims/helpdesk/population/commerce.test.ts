import { createRng, dayOf, loadKernel, OPENING_TIME, type Split, type World } from '@understudy/kernel';
import { splitOfNumber } from '@understudy/people';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from './generate.ts';

describe.each(['train', 'heldout'] as const)('%s: what is billed and registered', (split: Split) => {
  let world: World;
  beforeAll(async () => {
    world = (await loadKernel()).openWorld(generate(createRng(7), { size: 2000, split }));
  });
  afterAll(() => {
    world.close();
  });
  const none = (sql: string) => expect(world.all(sql), sql).toEqual([]);
  const atLeast = (n: number, sql: string) => expect(world.all(sql).length, sql).toBeGreaterThanOrEqual(n);

  test('invoices add up: lines to the total, payments to what was paid, tax to a sixth', () => {
    none(`SELECT i.id FROM invoices i WHERE total_cents <>
          (SELECT sum(amount_cents) FROM invoice_lines l WHERE l.invoice_id = i.id)`);
    none(`SELECT i.id FROM invoices i WHERE i.status IN ('paid', 'refunded') AND total_cents <>
          (SELECT coalesce(sum(amount_cents), 0) FROM invoice_payments p WHERE p.invoice_id = i.id AND p.status = 'succeeded')`);
    none(`SELECT i.id FROM invoices i JOIN invoice_payments p ON p.invoice_id = i.id AND p.status = 'succeeded'
          WHERE i.status IN ('open', 'uncollectible', 'draft', 'void')`);
    none('SELECT id FROM invoices WHERE abs(tax_cents * 6 - total_cents) > 3');
    none(`SELECT id FROM invoices WHERE issued_at > ${OPENING_TIME} OR due_at <= issued_at`);
    none(`SELECT p.id FROM invoice_payments p JOIN invoices i ON i.id = p.invoice_id
          WHERE p.created_at < i.issued_at OR p.created_at > ${OPENING_TIME}`);
  });

  test('the periods of a subscription join without a gap and the last billed one is the one that runs', () => {
    const gaps = `SELECT a.id FROM invoice_lines a JOIN invoices i ON i.id = a.invoice_id
      WHERE a.kind = 'plan' AND NOT EXISTS (
        SELECT 1 FROM invoice_lines b JOIN invoices j ON j.id = b.invoice_id
        WHERE j.subscription_id = i.subscription_id AND b.kind = 'plan' AND b.period_start = a.period_end)
      AND NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.id = i.subscription_id AND s.period_end = a.period_end)`;
    none(gaps);
    for (const row of world.all('SELECT status, period_start, period_end FROM subscriptions')) {
      const over = row['status'] === 'cancelled' || row['status'] === 'expired';
      expect(dayOf(Number(row['period_end'])) > dayOf(OPENING_TIME)).toBe(!over);
      expect(Number(row['period_start'])).toBeLessThanOrEqual(OPENING_TIME);
    }
  });

  test('the state of a subscription has its reason', () => {
    none(`SELECT s.id FROM subscriptions s WHERE (s.status = 'past_due') <>
          EXISTS (SELECT 1 FROM invoices i WHERE i.subscription_id = s.id AND i.status = 'open')`);
    none(`SELECT s.id FROM subscriptions s WHERE (s.status = 'expired') <>
          EXISTS (SELECT 1 FROM invoices i WHERE i.subscription_id = s.id AND i.status = 'uncollectible')`);
    none(`SELECT s.id FROM subscriptions s JOIN payment_methods m ON m.customer_id = s.customer_id
          WHERE s.status IN ('past_due', 'expired') AND m.health = 'good'`);
    none(`SELECT id FROM subscriptions WHERE (status = 'paused') <> (paused_at IS NOT NULL)
          OR (status = 'trialing') <> (trial_end IS NOT NULL)
          OR paused_at NOT BETWEEN period_start AND ${OPENING_TIME}`);
    none(`SELECT s.id FROM subscriptions s WHERE s.plan_id <> (SELECT c.to_plan_id FROM subscription_changes c
          WHERE c.subscription_id = s.id AND c.kind IN ('start', 'plan') ORDER BY c.id DESC LIMIT 1)`);
  });

  test('disputes stand where their invoices say so', () => {
    none(`SELECT i.id FROM invoices i WHERE (i.status = 'disputed') <> EXISTS (
          SELECT 1 FROM disputes d WHERE d.invoice_id = i.id AND d.status IN ('opened', 'evidence_submitted'))`);
    none(`SELECT i.id FROM invoices i WHERE (i.status = 'charged_back') <> EXISTS (
          SELECT 1 FROM disputes d WHERE d.invoice_id = i.id AND d.status IN ('lost', 'accepted'))`);
    none(`SELECT id FROM disputes WHERE opened_at > ${OPENING_TIME} OR respond_by <= opened_at`);
    none('SELECT customer_id FROM store_credit_entries GROUP BY customer_id HAVING sum(amount_cents) < 0');
  });

  test('devices: the fault explains the state, and the log explains the fault', () => {
    none(`SELECT id FROM devices WHERE (fault = 'none') <> (status = 'working')`);
    none(`SELECT d.id FROM devices d JOIN subscriptions s ON s.id = d.subscription_id
          WHERE d.status = 'working' AND s.status NOT IN ('trialing', 'active', 'cancelling')`);
    none(`SELECT d.id FROM devices d WHERE d.fault = 'outage' AND NOT EXISTS (SELECT 1 FROM outages o
          WHERE o.area = d.area AND o.status IN ('investigating', 'identified'))`);
    none(`SELECT d.id FROM devices d WHERE d.fault <> 'none' AND d.status <> 'replaced' AND NOT EXISTS (
          SELECT 1 FROM device_events e WHERE e.device_id = d.id AND e.kind = 'error' AND e.code IS NOT NULL)`);
    none(`SELECT d.id FROM devices d WHERE (d.status = 'in_repair') <> EXISTS (
          SELECT 1 FROM repairs r WHERE r.device_id = d.id AND r.status IN ('scheduled', 'started'))`);
    none(`SELECT d.id FROM devices d JOIN device_models m ON m.id = d.model_id
          WHERE d.fault = 'firmware' AND d.firmware = m.latest_firmware`);
    none('SELECT d.id FROM devices d WHERE NOT EXISTS (SELECT 1 FROM warranties w WHERE w.device_id = d.id)');
    none(`SELECT r.id FROM repairs r JOIN warranties w ON w.device_id = r.device_id
          WHERE (r.invoice_id IS NULL) <> (w.ends_at >= ${dayOf(OPENING_TIME) * 86_400_000})`);
    none(`SELECT e.id FROM device_events e JOIN devices d ON d.id = e.device_id
          WHERE e.created_at < d.registered_at OR e.created_at > ${OPENING_TIME}`);
  });

  test('there is enough of everything to make tasks of', () => {
    for (const status of ['active', 'past_due', 'paused', 'cancelling', 'trialing'])
      atLeast(2, `SELECT id FROM subscriptions WHERE status = '${status}'`);
    for (const fault of ['none', 'frozen', 'cable', 'firmware', 'hardware', 'account'])
      atLeast(2, `SELECT id FROM devices WHERE fault = '${fault}'`);
    atLeast(1, `SELECT id FROM devices WHERE fault = 'outage'`);
    atLeast(1, `SELECT id FROM disputes WHERE status = 'opened'`);
    atLeast(30, 'SELECT id FROM product_variants');
    atLeast(3, 'SELECT id FROM gift_codes WHERE customer_id IS NULL');
  });

  test('numbers that an agent copies belong to the split', () => {
    for (const table of ['subscriptions', 'invoices', 'disputes', 'devices'])
      for (const row of world.all(`SELECT id FROM ${table}`))
        expect(splitOfNumber(Number(row['id']))).toBe(split);
  });

  test('what was wished for an order is recorded, and orders contain variants of their own products', () => {
    none(`SELECT p.id FROM delivery_preferences p JOIN orders o ON o.id = p.order_id
          WHERE p.deliver_on IS NOT NULL AND p.deliver_on / 86400000 <> o.promised_at / 86400000`);
    none(`SELECT c.id FROM order_item_variants c JOIN order_items i ON i.id = c.order_item_id
          JOIN product_variants v ON v.id = c.variant_id WHERE v.product_id <> i.product_id`);
    none(
      'SELECT a.id FROM articles a WHERE NOT EXISTS (SELECT 1 FROM article_topics t WHERE t.article_id = a.id)',
    );
  });
});
