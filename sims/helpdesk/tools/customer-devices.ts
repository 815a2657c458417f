/**
 * What a customer sees and does at a device. Tools of the user. What they find follows from the hidden fault, so that the right
 * next step differs: a device that hangs wants a restart, a loose cable to be pushed in, old firmware an update; broken hardware a
 * repair, a blocked account its money, and an outage patience.
 */
import { defineTool, succeed, text, type ToolContext } from '@understudy/kernel';
import { z } from 'zod';
import { deviceId } from '../billing-parameters.ts';
import type { Fault } from '../billing-vocabulary.ts';
import { deviceLifecycle } from '../lifecycles.ts';
import { failed, refused } from '../outcomes.ts';
import { must } from './charging.ts';
import { CODES, logDevice, mendDevice, outerFault } from './connection.ts';
import { faultOf, findDevice } from './devices.ts';

const parameters = z.strictObject({ device_id: deviceId });

/** Two faults share a light and a code: a cable that came loose looks like a line that is down. */
const LIGHTS: Readonly<Record<Fault, string>> = {
  none: 'green',
  cable: 'red, blinking',
  outage: 'red, blinking',
  frozen: 'amber',
  firmware: 'amber, blinking',
  hardware: 'red',
  account: 'blue',
};

const symptoms = (fault: Fault) => ({ light: LIGHTS[fault], code: CODES[fault] ?? 'none' });

/** The fault a customer stands in front of, or why there is nothing to see. */
function atHand({ world }: ToolContext, id: number) {
  const found = findDevice(world, id);
  if (!found.ok) return found;
  const status = text(found.row, 'status');
  if (status === 'replaced' || status === 'in_repair')
    return failed('conflict', `The device is not here: it is ${status}.`);
  return { ok: true as const, row: found.row, fault: faultOf(found.row) };
}

export const checkLight = defineTool({
  name: 'check_light',
  description: 'Look at the light of the device.',
  effect: 'read',
  by: 'user',
  seconds: 20,
  parameters,
  run(context, args) {
    const here = atHand(context, args.device_id);
    return here.ok ? succeed({ light: LIGHTS[here.fault] }) : here;
  },
});

export const readStatusCode = defineTool({
  name: 'read_status_code',
  description: 'Read the code on the display of the device.',
  effect: 'read',
  by: 'user',
  seconds: 30,
  parameters,
  run(context, args) {
    const here = atHand(context, args.device_id);
    return here.ok ? succeed({ code: CODES[here.fault] ?? 'none' }) : here;
  },
});

export const checkCable = defineTool({
  name: 'check_cable',
  description: 'Look whether the cables of the device sit tight.',
  effect: 'read',
  by: 'user',
  seconds: 45,
  parameters,
  run(context, args) {
    const here = atHand(context, args.device_id);
    return here.ok ? succeed({ cable: here.fault === 'cable' ? 'loose' : 'tight' }) : here;
  },
});

export const reseatCable = defineTool({
  name: 'reseat_cable',
  description: 'Pull the cable of the device out and push it in again.',
  effect: 'write',
  by: 'user',
  seconds: 60,
  parameters,
  events: ['device.RECOVER'],
  run(context, args) {
    const here = atHand(context, args.device_id);
    if (!here.ok) return here;
    if (here.fault !== 'cable') return succeed({ cable: 'tight', ...symptoms(here.fault) });
    return succeed({ cable: 'tight', ...symptoms(mendDevice(context, args.device_id)) });
  },
});

export const restartDevice = defineTool({
  name: 'restart_device',
  description: 'Switch the device off, wait, and switch it on again.',
  effect: 'write',
  by: 'user',
  seconds: 150,
  parameters,
  events: ['device.RESTART', 'device.BOOT', 'device.FAIL'],
  run(context, args) {
    const here = atHand(context, args.device_id);
    if (!here.ok) return here;
    const restarted = deviceLifecycle.send(context.world, args.device_id, 'RESTART');
    if (!restarted.ok) return refused(restarted, 'It cannot be restarted now.');
    logDevice(context, args.device_id, 'restart', null);
    return succeed(
      symptoms(finishJob(context, args.device_id, here.fault === 'frozen' ? 'none' : here.fault)),
    );
  },
});

export const updateFirmware = defineTool({
  name: 'update_firmware',
  description: 'Start the update of the firmware in the menu of the device.',
  effect: 'write',
  by: 'user',
  seconds: 300,
  parameters,
  events: ['device.UPDATE', 'device.BOOT', 'device.FAIL'],
  run(context, args) {
    const here = atHand(context, args.device_id);
    if (!here.ok) return here;
    const { fault } = here;
    // Without a line nothing can be loaded, and a device that hangs has no menu.
    if (fault !== 'none' && fault !== 'firmware' && fault !== 'hardware')
      return succeed({ updated: false, firmware: text(here.row, 'firmware'), ...symptoms(fault) });
    const started = deviceLifecycle.send(context.world, args.device_id, 'UPDATE');
    if (!started.ok) return refused(started, 'It cannot be updated now.');
    logDevice(context, args.device_id, 'firmware_update', null);
    const firmware = text(here.row, fault === 'hardware' ? 'firmware' : 'latest_firmware');
    context.world.run('UPDATE devices SET firmware = ? WHERE id = ?', firmware, args.device_id);
    const left = finishJob(context, args.device_id, fault === 'hardware' ? 'hardware' : 'none');
    return succeed({ updated: fault !== 'hardware', firmware, ...symptoms(left) });
  },
});

/** A restart or an update ends. The device works, or is faulty with what is left: the fault given, or one that now shows. */
export function finishJob(context: ToolContext, id: number, own: Fault): Fault {
  const left = own === 'none' ? outerFault(context, id) : own;
  must(deviceLifecycle.send(context.world, id, left === 'none' ? 'BOOT' : 'FAIL'));
  context.world.run('UPDATE devices SET fault = ? WHERE id = ?', left, id);
  logDevice(context, id, left === 'none' ? 'online' : 'error', CODES[left]);
  return left;
}
