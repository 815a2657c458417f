/** Tools on registered devices: read them, test them from afar, look codes up, see what the warranty says. */
import {
  dayOf,
  DAY,
  defineTool,
  int,
  intOrNull,
  isoDate,
  succeed,
  text,
  textOrNull,
  type Row,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { customerId, deviceId, errorCode } from '../billing-parameters.ts';
import { FAULTS, type Fault } from '../billing-vocabulary.ts';
import { deviceLifecycle } from '../lifecycles.ts';
import { failed, type Failed } from '../outcomes.ts';
import { postcode } from '../parameters.ts';
import { must } from './charging.ts';
import { CODES, logDevice } from './connection.ts';

/** A device's row with its model, or `not_found`. */
export function findDevice(world: World, id: number): { readonly ok: true; readonly row: Row } | Failed {
  const row = world.get(
    `SELECT d.id, d.customer_id, d.subscription_id, d.model_id, d.serial, d.firmware, d.status, d.fault, d.area,
       m.name, m.latest_firmware, m.repair_cents
     FROM devices d JOIN device_models m ON m.id = d.model_id WHERE d.id = (SELECT ?)`,
    id,
  );
  if (row === undefined)
    return failed('not_found', `There is no device G${id}.`, 'list_devices lists those of a customer.');
  return { ok: true, row };
}

export function faultOf(row: Row): Fault {
  const fault = text(row, 'fault');
  return FAULTS.find((one) => one === fault) ?? 'none';
}

/** A warranty counts on its last day too. */
export function isCovered(warranty: Row | undefined, now: number): boolean {
  return warranty !== undefined && dayOf(now) <= dayOf(int(warranty, 'ends_at'));
}

export const listDevices = defineTool({
  name: 'list_devices',
  description: 'List the registered devices of a customer.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ customer_id: customerId }),
  run({ world }, args) {
    if (world.get('SELECT id FROM customers WHERE id = ?', args.customer_id) === undefined)
      return failed('not_found', `There is no customer C${args.customer_id}.`);
    const rows = world.all(
      `SELECT d.id, m.name, d.status FROM devices d JOIN device_models m ON m.id = d.model_id
       WHERE d.customer_id = (SELECT ?) ORDER BY d.id`,
      args.customer_id,
    );
    return succeed({
      devices: rows.map((row) => ({
        device_id: `G${int(row, 'id')}`,
        model: text(row, 'name'),
        status: text(row, 'status'),
      })),
    });
  },
});

export const getDevice = defineTool({
  name: 'get_device',
  description:
    'Read a registered device: model, serial number, status, firmware installed and latest, and what it last reported.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ device_id: deviceId }),
  run({ world }, args) {
    const found = findDevice(world, args.device_id);
    if (!found.ok) return found;
    const { row } = found;
    const subscription = intOrNull(row, 'subscription_id');
    const last = world.get(
      `SELECT kind, code, created_at FROM device_events WHERE device_id = (SELECT ?) ORDER BY created_at DESC, id DESC`,
      args.device_id,
    );
    return succeed({
      device_id: `G${args.device_id}`,
      customer_id: `C${int(row, 'customer_id')}`,
      model: text(row, 'name'),
      serial: text(row, 'serial'),
      status: text(row, 'status'),
      firmware: text(row, 'firmware'),
      latest_firmware: text(row, 'latest_firmware'),
      subscription_id: subscription === null ? null : `U${subscription}`,
      last_event:
        last === undefined ? null : { event: text(last, 'kind'), on: isoDate(int(last, 'created_at')) },
    });
  },
});

/** What a test from afar finds. A device without a line, or one that hangs, does not answer, whatever the cause. */
const FINDINGS: Readonly<Record<Fault, string>> = {
  none: 'passed',
  cable: 'no_answer',
  outage: 'no_answer',
  frozen: 'no_answer',
  firmware: 'firmware_outdated',
  hardware: 'hardware_fault',
  account: 'service_blocked',
};

export const runDiagnostics = defineTool({
  name: 'run_diagnostics',
  description:
    'Test a device from afar. A device that is off line does not answer; a hardware fault that is found marks it for repair.',
  effect: 'write',
  seconds: 60,
  parameters: z.strictObject({ device_id: deviceId }),
  events: ['device.CONDEMN'],
  run(context, args) {
    const found = findDevice(context.world, args.device_id);
    if (!found.ok) return found;
    const status = text(found.row, 'status');
    if (status === 'replaced' || status === 'in_repair')
      return failed('conflict', `Device G${args.device_id} is ${status}.`, 'There is nothing to test.');
    const fault = faultOf(found.row);
    const busy = status === 'restarting' || status === 'updating';
    const result = busy ? 'no_answer' : FINDINGS[fault];
    const code = result === 'no_answer' ? null : CODES[fault];
    logDevice(context, args.device_id, 'diagnostic', code);
    if (result === 'hardware_fault' && status === 'faulty')
      must(deviceLifecycle.send(context.world, args.device_id, 'CONDEMN'));
    return succeed({ device_id: `G${args.device_id}`, reachable: result !== 'no_answer', result, code });
  },
});

export const lookupErrorCode = defineTool({
  name: 'lookup_error_code',
  description: 'Look up what an error code of a device means and what helps.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ code: errorCode.describe('Error code, like "E21"') }),
  run({ world }, args) {
    const row = world.get('SELECT meaning, advice FROM error_codes WHERE code = ?', args.code);
    if (row === undefined)
      return failed(
        'not_found',
        `There is no error code ${args.code}.`,
        'Let the customer read the code again.',
      );
    return succeed({ code: args.code, meaning: text(row, 'meaning'), advice: text(row, 'advice') });
  },
});

export const checkWarranty = defineTool({
  name: 'check_warranty',
  description: 'Read the warranty of a device: its kind, last day, and whether it still covers the device.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ device_id: deviceId }),
  run({ world, clock }, args) {
    const found = findDevice(world, args.device_id);
    if (!found.ok) return found;
    const row = world.get('SELECT kind, ends_at FROM warranties WHERE device_id = ?', args.device_id);
    return succeed({
      device_id: `G${args.device_id}`,
      kind: row === undefined ? null : textOrNull(row, 'kind'),
      ends: row === undefined ? null : isoDate(int(row, 'ends_at')),
      covered: isCovered(row, clock.now()),
    });
  },
});

const RECENT = 7 * DAY;

export const getServiceStatus = defineTool({
  name: 'get_service_status',
  description: 'Read whether there is an outage in the area of a postcode now, or was one in the last week.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ postcode: postcode.describe('Postcode, 5 digits') }),
  run({ world, clock }, args) {
    const rows = world.all(
      `SELECT id, status, started_at FROM outages
       WHERE area = (SELECT ?) AND (resolved_at IS NULL OR resolved_at > ?) ORDER BY started_at, id`,
      args.postcode.slice(0, 2),
      clock.now() - RECENT,
    );
    return succeed({
      postcode: args.postcode,
      outage: rows.some((row) => text(row, 'status') !== 'resolved'),
      reports: rows.map((row) => ({
        outage_id: `O${int(row, 'id')}`,
        status: text(row, 'status'),
        started: isoDate(int(row, 'started_at')),
      })),
    });
  },
});
