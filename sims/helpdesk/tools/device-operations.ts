/** What happens to devices, repairs and lines by itself. Tools of the system: no agent is offered them. */
import { choice, defineTool, int, reshape, succeed, text, type ToolContext } from '@understudy/kernel';
import { z } from 'zod';
import { deviceId, outageId, repairId } from '../billing-parameters.ts';
import { deviceLifecycle, outageLifecycle, repairLifecycle } from '../lifecycles.ts';
import { failed, refused } from '../outcomes.ts';
import { must } from './charging.ts';
import { breakDevice, breakIfCutOff, logDevice, mendDevice } from './connection.ts';
import { finishJob } from './customer-devices.ts';
import { faultOf, findDevice } from './devices.ts';
import { nextId } from './numbering.ts';

export const deviceFails = defineTool({
  name: 'device_fails',
  description: 'A working device gets a fault.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({
    device_id: deviceId,
    fault: choice(['frozen', 'cable', 'firmware', 'hardware']).describe('What is wrong with it'),
  }),
  events: ['device.BREAK'],
  run(context, args) {
    const found = findDevice(context.world, args.device_id);
    if (!found.ok) return found;
    if (text(found.row, 'status') !== 'working')
      return failed('conflict', `Device G${args.device_id} is ${text(found.row, 'status')}.`);
    breakDevice(context, args.device_id, args.fault);
    return succeed({ device_id: `G${args.device_id}`, status: 'faulty' });
  },
});

export const finishDeviceJob = defineTool({
  name: 'finish_device_job',
  description:
    'A restart or an update of a device that was under way ends; only a device without another fault works then.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ device_id: deviceId }),
  events: ['device.BOOT', 'device.FAIL'],
  run(context, args) {
    const found = findDevice(context.world, args.device_id);
    if (!found.ok) return found;
    const status = text(found.row, 'status');
    if (status !== 'restarting' && status !== 'updating')
      return failed('conflict', `Device G${args.device_id} is ${status}.`);
    const fault = faultOf(found.row);
    const mends = status === 'restarting' ? 'frozen' : 'firmware';
    const left = finishJob(context, args.device_id, fault === mends ? 'none' : fault);
    if (status === 'updating' && left === 'none')
      context.world.run(
        'UPDATE devices SET firmware = ? WHERE id = ?',
        text(found.row, 'latest_firmware'),
        args.device_id,
      );
    return succeed({ device_id: `G${args.device_id}`, status: left === 'none' ? 'working' : 'faulty' });
  },
});

export const startRepair = defineTool({
  name: 'start_repair',
  description: 'The workshop starts a scheduled repair.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ repair_id: repairId }),
  events: ['repair.START'],
  run({ world }, args) {
    const started = repairLifecycle.send(world, args.repair_id, 'START');
    return started.ok ? succeed({ repair_id: `P${args.repair_id}`, status: started.to }) : started;
  },
});

export const finishRepair = defineTool({
  name: 'finish_repair',
  description: 'The workshop finishes a repair: the device works again, or it is beyond repair.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({
    repair_id: repairId,
    outcome: choice(['repaired', 'beyond_repair']).describe('How it ended'),
  }),
  events: ['repair.FINISH', 'repair.GIVE_UP', 'device.REPAIRED', 'device.GIVE_UP', 'device.BREAK'],
  run(context, args) {
    const { world } = context;
    const repaired = args.outcome === 'repaired';
    const ended = repairLifecycle.send(world, args.repair_id, repaired ? 'FINISH' : 'GIVE_UP');
    if (!ended.ok) return refused(ended, 'Only a repair that was started ends.');
    const row = world.get('SELECT device_id FROM repairs WHERE id = ?', args.repair_id);
    if (row === undefined) return failed('not_found', `There is no repair P${args.repair_id}.`);
    const device = int(row, 'device_id');
    must(deviceLifecycle.send(world, device, repaired ? 'REPAIRED' : 'GIVE_UP'));
    if (repaired) {
      world.run(`UPDATE devices SET fault = 'none' WHERE id = ?`, device);
      logDevice(context, device, 'repaired', null);
      breakIfCutOff(context, device);
    }
    return succeed({ repair_id: `P${args.repair_id}`, status: ended.to });
  },
});

const area = z
  .preprocess(
    reshape((text) => text),
    z
      .string()
      .max(2)
      .regex(/^\d{2}$/, 'an area is the first two digits of its postcodes, like "70"'),
  )
  .nonoptional();

export const startOutage = defineTool({
  name: 'start_outage',
  description: 'The lines of an area fail: its connected devices are off line.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ area: area.describe('First two digits of the postcodes') }),
  events: ['device.BREAK'],
  run(context, args) {
    const { world, clock } = context;
    const id = nextId(world, 'outages');
    world.run(
      `INSERT INTO outages (id, area, status, started_at, resolved_at) VALUES (?, ?, 'investigating', ?, NULL)`,
      id,
      args.area,
      clock.now(),
    );
    takeDown(context, args.area);
    return succeed({ outage_id: `O${id}`, status: 'investigating' });
  },
});

export const progressOutage = defineTool({
  name: 'progress_outage',
  description: 'An outage gets on: its cause is found, it is mended, comes back, or is over.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({
    outage_id: outageId,
    step: choice(['identify', 'fix', 'regress', 'resolve']).describe('What happens'),
  }),
  events: [
    'outage.IDENTIFY',
    'outage.FIX',
    'outage.REGRESS',
    'outage.RESOLVE',
    'device.BREAK',
    'device.RECOVER',
  ],
  run(context, args) {
    const { world, clock } = context;
    const row = world.get('SELECT area FROM outages WHERE id = ?', args.outage_id);
    if (row === undefined) return failed('not_found', `There is no outage O${args.outage_id}.`);
    const moved = outageLifecycle.send(world, args.outage_id, args.step.toUpperCase());
    if (!moved.ok) return moved;
    if (moved.to === 'resolved')
      world.run('UPDATE outages SET resolved_at = ? WHERE id = ?', clock.now(), args.outage_id);
    if (moved.to === 'monitoring' || moved.to === 'resolved') bringBack(context, text(row, 'area'));
    else takeDown(context, text(row, 'area'));
    return succeed({ outage_id: `O${args.outage_id}`, status: moved.to });
  },
});

function takeDown(context: ToolContext, where: string): void {
  const devices = context.world.all(
    `SELECT id FROM devices WHERE area = (SELECT ?) AND subscription_id IS NOT NULL AND status = 'working' ORDER BY id`,
    where,
  );
  for (const device of devices) breakDevice(context, int(device, 'id'), 'outage');
}

/** The devices of an area are on line again, unless another outage goes on there. */
function bringBack(context: ToolContext, where: string): void {
  const other = context.world.get(
    `SELECT id FROM outages WHERE area = ? AND status IN ('investigating', 'identified')`,
    where,
  );
  if (other !== undefined) return;
  const devices = context.world.all(
    `SELECT id FROM devices WHERE area = (SELECT ?) AND fault = 'outage' AND status = 'faulty' ORDER BY id`,
    where,
  );
  for (const device of devices) mendDevice(context, int(device, 'id'));
}
