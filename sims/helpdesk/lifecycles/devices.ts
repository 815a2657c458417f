/** The statecharts of devices, their repairs, and outages. */
import { createLifecycle, type LifecycleDefinition } from '@understudy/kernel';

const DEVICE: LifecycleDefinition = {
  id: 'device',
  table: 'devices',
  column: 'status',
  initial: 'working',
  states: {
    working: { on: { BREAK: 'faulty', RESTART: 'restarting', UPDATE: 'updating' } },
    faulty: {
      description: 'Does not do its work; why, the symptoms tell',
      on: { RECOVER: 'working', RESTART: 'restarting', UPDATE: 'updating', CONDEMN: 'needs_repair' },
    },
    restarting: { on: { BOOT: 'working', FAIL: 'faulty' } },
    updating: { on: { BOOT: 'working', FAIL: 'faulty' } },
    needs_repair: {
      description: 'The diagnosis found broken hardware',
      on: { SEND_IN: 'in_repair', REPLACE: 'replaced' },
    },
    in_repair: { on: { REPAIRED: 'working', GIVE_UP: 'needs_repair' } },
    replaced: { description: 'Another device does its work', final: true },
  },
};

const REPAIR: LifecycleDefinition = {
  id: 'repair',
  table: 'repairs',
  column: 'status',
  initial: 'scheduled',
  states: {
    scheduled: { on: { START: 'started', CANCEL: 'cancelled' } },
    started: { on: { FINISH: 'done', GIVE_UP: 'beyond_repair' } },
    done: { final: true },
    beyond_repair: { final: true },
    cancelled: { final: true },
  },
};

const OUTAGE: LifecycleDefinition = {
  id: 'outage',
  table: 'outages',
  column: 'status',
  initial: 'investigating',
  states: {
    investigating: { on: { IDENTIFY: 'identified', RESOLVE: 'resolved' } },
    identified: { description: 'The cause is known', on: { FIX: 'monitoring' } },
    monitoring: {
      description: 'Mended, being watched',
      on: { REGRESS: 'investigating', RESOLVE: 'resolved' },
    },
    resolved: { final: true },
  },
};

export const DEVICE_LIFECYCLES: readonly LifecycleDefinition[] = [DEVICE, REPAIR, OUTAGE];

export const deviceLifecycle = createLifecycle(DEVICE);
export const repairLifecycle = createLifecycle(REPAIR);
export const outageLifecycle = createLifecycle(OUTAGE);
