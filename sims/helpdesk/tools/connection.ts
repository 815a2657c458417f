/** A device that belongs to a subscription works only while the subscription does: what cuts it off and what lets it in again. */
import { int, text, type ToolContext } from '@understudy/kernel';
import { deviceLifecycle } from '../lifecycles.ts';
import type { Fault } from '../billing-vocabulary.ts';
import type { DeviceEventRow } from '../rows.ts';
import { nextId } from './numbering.ts';

/** The code that a device shows for a fault; none where it works. */
export const CODES: Readonly<Record<Fault, string | null>> = {
  none: null,
  cable: 'E05',
  outage: 'E05',
  frozen: 'E21',
  firmware: 'E33',
  hardware: 'E47',
  account: 'E60',
};

/** The states of a subscription in which its devices are let in. */
const CONNECTED: ReadonlySet<string> = new Set(['trialing', 'active', 'cancelling']);

/** Writes into the log of a device. */
export function logDevice(
  { world, clock }: ToolContext,
  deviceId: number,
  kind: DeviceEventRow['kind'],
  code: string | null,
): void {
  world.run(
    'INSERT INTO device_events (id, device_id, kind, code, created_at) VALUES (?, ?, ?, ?, ?)',
    nextId(world, 'device_events'),
    deviceId,
    kind,
    code,
    clock.now(),
  );
}

/** A device gets a fault: it must be working. */
export function breakDevice(context: ToolContext, deviceId: number, fault: Fault): void {
  const broken = deviceLifecycle.send(context.world, deviceId, 'BREAK');
  if (!broken.ok) throw new Error(broken.error.message);
  context.world.run('UPDATE devices SET fault = ? WHERE id = ?', fault, deviceId);
  logDevice(context, deviceId, 'error', CODES[fault]);
}

/** The fault that remains once a device itself is in order: its subscription blocks it, or the line of its area is down. */
export function outerFault({ world }: ToolContext, deviceId: number): Fault {
  const row = world.get(
    `SELECT s.status,
       (SELECT count(*) FROM outages o WHERE o.area = d.area AND o.status IN ('investigating', 'identified')) AS outages
     FROM devices d JOIN subscriptions s ON s.id = d.subscription_id WHERE d.id = (SELECT ?)`,
    deviceId,
  );
  if (row === undefined) return 'none';
  if (!CONNECTED.has(text(row, 'status'))) return 'account';
  return int(row, 'outages') > 0 ? 'outage' : 'none';
}

/** A working device that its subscription blocks, or whose line is down, shows that at once. */
export function breakIfCutOff(context: ToolContext, deviceId: number): void {
  const fault = outerFault(context, deviceId);
  if (fault !== 'none') breakDevice(context, deviceId, fault);
}

/** What was wrong with a faulty device is gone: it works, unless another fault shows. Returns the fault that is left. */
export function mendDevice(context: ToolContext, deviceId: number): Fault {
  const left = outerFault(context, deviceId);
  if (left === 'none') {
    const mended = deviceLifecycle.send(context.world, deviceId, 'RECOVER');
    if (!mended.ok) throw new Error(mended.error.message);
  }
  context.world.run('UPDATE devices SET fault = ? WHERE id = ?', left, deviceId);
  logDevice(context, deviceId, left === 'none' ? 'online' : 'error', CODES[left]);
  return left;
}

/** The working devices of a subscription are cut off. */
export function cutOff(context: ToolContext, subscriptionId: number): void {
  const devices = context.world.all(
    `SELECT id FROM devices WHERE subscription_id = (SELECT ?) AND status = 'working' ORDER BY id`,
    subscriptionId,
  );
  for (const device of devices) breakDevice(context, int(device, 'id'), 'account');
}

/** The devices of a subscription that were cut off work again. */
export function connect(context: ToolContext, subscriptionId: number): void {
  const devices = context.world.all(
    `SELECT id FROM devices WHERE subscription_id = (SELECT ?) AND status = 'faulty' AND fault = 'account'
     ORDER BY id`,
    subscriptionId,
  );
  for (const device of devices) mendDevice(context, int(device, 'id'));
}
