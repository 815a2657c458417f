/** Tools that have a broken device repaired or replaced. */
import {
  DAY,
  dayOf,
  defineTool,
  formatMoney,
  int,
  intOrNull,
  isoDate,
  succeed,
  text,
} from '@understudy/kernel';
import { z } from 'zod';
import { day, deviceId, repairId } from '../billing-parameters.ts';
import { deviceLifecycle, invoiceLifecycle, repairLifecycle } from '../lifecycles.ts';
import { failed, refused } from '../outcomes.ts';
import { must, openInvoice } from './charging.ts';
import { breakIfCutOff, logDevice } from './connection.ts';
import { findDevice, isCovered } from './devices.ts';
import { approvalPending } from './invoices.ts';
import { nextId } from './numbering.ts';

const DAYS_AHEAD = 21;
const DIAGNOSE = 'Only a device whose hardware fault was found by run_diagnostics is repaired or replaced.';

export const scheduleRepair = defineTool({
  name: 'schedule_repair',
  description: `Book a repair of a device with a hardware fault on a weekday within ${DAYS_AHEAD} days. Free under warranty, invoiced otherwise.`,
  effect: 'write',
  seconds: 30,
  parameters: z.strictObject({ device_id: deviceId, date: day.describe('Day, like "2026-06-20"') }),
  events: ['device.SEND_IN', 'invoice.FINALIZE'],
  run(context, args) {
    const { world, clock } = context;
    const found = findDevice(world, args.device_id);
    if (!found.ok) return found;
    const ahead = dayOf(args.date) - dayOf(clock.now());
    const weekday = new Date(args.date).getUTCDay();
    if (ahead < 1 || ahead > DAYS_AHEAD || weekday === 0 || weekday === 6)
      return failed(
        'validation',
        `date: no repair can be booked on ${isoDate(args.date)}.`,
        `A Monday to Friday from ${isoDate(clock.now() + DAY)} to ${isoDate(clock.now() + DAYS_AHEAD * DAY)}.`,
      );
    const sent = deviceLifecycle.send(world, args.device_id, 'SEND_IN');
    if (!sent.ok) return refused(sent, DIAGNOSE);
    const warranty = world.get('SELECT ends_at FROM warranties WHERE device_id = ?', args.device_id);
    const cents = isCovered(warranty, clock.now()) ? 0 : int(found.row, 'repair_cents');
    const invoice =
      cents === 0
        ? null
        : openInvoice(context, {
            customerId: int(found.row, 'customer_id'),
            subscriptionId: null,
            lines: [
              { kind: 'repair', description: `Repair of ${text(found.row, 'name')}`, cents, period: null },
            ],
          });
    const id = nextId(world, 'repairs');
    world.run(
      `INSERT INTO repairs (id, device_id, invoice_id, status, visit_at, created_at)
       VALUES (?, ?, ?, 'scheduled', ?, ?)`,
      id,
      args.device_id,
      invoice,
      args.date,
      clock.now(),
    );
    logDevice(context, args.device_id, 'repair_booked', null);
    return succeed({
      repair_id: `P${id}`,
      visit: isoDate(args.date),
      cost: formatMoney(cents),
      invoice_id: invoice === null ? null : `I${invoice}`,
    });
  },
});

export const cancelRepair = defineTool({
  name: 'cancel_repair',
  description: 'Cancel a repair that has not started; an unpaid invoice for it is voided.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({ repair_id: repairId }),
  events: ['repair.CANCEL', 'device.GIVE_UP', 'invoice.VOID'],
  run({ world }, args) {
    const row = world.get('SELECT device_id, invoice_id FROM repairs WHERE id = ?', args.repair_id);
    if (row === undefined) return failed('not_found', `There is no repair P${args.repair_id}.`);
    const cancelled = repairLifecycle.send(world, args.repair_id, 'CANCEL');
    if (!cancelled.ok) return refused(cancelled, 'Only a scheduled repair can be cancelled.');
    must(deviceLifecycle.send(world, int(row, 'device_id'), 'GIVE_UP'));
    const invoice = intOrNull(row, 'invoice_id');
    if (invoice !== null) {
      const touched = world.get(
        `SELECT id FROM invoice_payments WHERE invoice_id = ? AND status IN ('succeeded', 'charged_back')`,
        invoice,
      );
      const unpaid = world.get(
        `SELECT id FROM invoices WHERE id = ? AND status IN ('open', 'uncollectible')`,
        invoice,
      );
      if (touched !== undefined || approvalPending(world, invoice) !== undefined)
        return failed(
          'conflict',
          `Invoice I${invoice} for this repair has been paid.`,
          'Credit the invoice in full first: credit_invoice.',
        );
      if (unpaid !== undefined) must(invoiceLifecycle.send(world, invoice, 'VOID'));
    }
    return succeed({ repair_id: `P${args.repair_id}`, status: cancelled.to });
  },
});

export const replaceDevice = defineTool({
  name: 'replace_device',
  description:
    'Send a new device in place of one with a hardware fault. Only under warranty; the warranty goes on.',
  effect: 'write',
  seconds: 30,
  parameters: z.strictObject({ device_id: deviceId }),
  events: ['device.REPLACE', 'device.BREAK'],
  run(context, args) {
    const { world, clock } = context;
    const found = findDevice(world, args.device_id);
    if (!found.ok) return found;
    const { row } = found;
    const warranty = world.get(
      'SELECT kind, starts_at, ends_at FROM warranties WHERE device_id = ?',
      args.device_id,
    );
    const replaced = deviceLifecycle.send(world, args.device_id, 'REPLACE');
    if (!replaced.ok) return refused(replaced, DIAGNOSE);
    if (warranty === undefined || !isCovered(warranty, clock.now()))
      return failed(
        'forbidden',
        `Device G${args.device_id} is out of warranty.`,
        'Offer a paid repair instead: schedule_repair.',
      );
    const id = nextId(world, 'devices');
    const subscription = intOrNull(row, 'subscription_id');
    world.run(
      `INSERT INTO devices (id, customer_id, subscription_id, model_id, serial, firmware, status, fault, area, registered_at)
       VALUES (?, ?, ?, ?, ?, ?, 'working', 'none', ?, ?)`,
      id,
      int(row, 'customer_id'),
      subscription,
      int(row, 'model_id'),
      `SN${id}-${args.device_id}`,
      text(row, 'latest_firmware'),
      text(row, 'area'),
      clock.now(),
    );
    world.run(
      'INSERT INTO warranties (id, device_id, kind, starts_at, ends_at) VALUES (?, ?, ?, ?, ?)',
      nextId(world, 'warranties'),
      id,
      text(warranty, 'kind'),
      int(warranty, 'starts_at'),
      int(warranty, 'ends_at'),
    );
    logDevice(context, args.device_id, 'replaced', null);
    logDevice(context, id, 'registered', null);
    breakIfCutOff(context, id);
    return succeed({ device_id: `G${args.device_id}`, status: replaced.to, replacement_id: `G${id}` });
  },
});
