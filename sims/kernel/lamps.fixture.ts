/** A system for tests, small and sound: lamps in rooms, which burn out when they have been on for a day. */
import { z } from 'zod';
import { DAY } from './calendar.ts';
import { createLifecycle } from './create-lifecycle.ts';
import { defineTool, fail, succeed } from './define-tool.ts';
import type { LifecycleDefinition } from './lifecycle.ts';
import { publicId } from './parameters.ts';
import type { System } from './system.ts';

export const LAMP: LifecycleDefinition = {
  id: 'lamp',
  table: 'lamps',
  column: 'status',
  initial: 'off',
  states: {
    off: { on: { SWITCH_ON: 'on' } },
    on: { on: { SWITCH_OFF: 'off', BURN_OUT: 'broken' } },
    broken: { final: true },
  },
};
const lifecycle = createLifecycle(LAMP);

export const LAMPS_DDL = `
CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE lamps (id INTEGER PRIMARY KEY, room_id INTEGER NOT NULL REFERENCES rooms (id), status TEXT NOT NULL) STRICT;
CREATE INDEX lamps_room ON lamps (room_id);`;

const parameters = z.strictObject({ lamp_id: publicId('L', 'lamp').describe('Number of the lamp') });

function switching(name: string, event: 'SWITCH_ON' | 'SWITCH_OFF') {
  return defineTool({
    name,
    description: 'Switches a lamp.',
    effect: 'write',
    seconds: 5,
    parameters,
    events: [`lamp.${event}`],
    run({ world, clock }, { lamp_id }) {
      const sent = lifecycle.send(world, lamp_id, event);
      if (!sent.ok) return sent;
      const timer = `burn ${String(lamp_id)}`;
      if (event === 'SWITCH_OFF') clock.cancel(timer);
      else
        clock.schedule({
          id: timer,
          due: clock.now() + DAY,
          event: 'lamp.BURN_OUT',
          subject: String(lamp_id),
        });
      return succeed({ status: sent.to });
    },
  });
}

export const lamps: System = {
  id: 'lamps',
  title: 'Lamps',
  description: 'Lamps in rooms.',
  ddl: LAMPS_DDL,
  lifecycles: [LAMP],
  tools: [
    switching('switch_on', 'SWITCH_ON'),
    switching('switch_off', 'SWITCH_OFF'),
    defineTool({
      name: 'get_lamp',
      description: 'Shows a lamp.',
      effect: 'read',
      seconds: 1,
      parameters,
      run({ world }, { lamp_id }) {
        const row = world.get('SELECT status FROM lamps WHERE id = ?', lamp_id);
        return row === undefined ? fail('not_found', 'There is no such lamp.') : succeed(row);
      },
    }),
  ],
  timers: {
    'lamp.BURN_OUT': ({ world }, timer) => {
      lifecycle.send(world, Number(timer.subject), 'BURN_OUT');
    },
  },
  generate: (rng, { size }) => ({
    ddl: LAMPS_DDL,
    tables: [
      { name: 'rooms', rows: [{ id: 1, name: 'Kitchen' }] },
      {
        name: 'lamps',
        rows: Array.from({ length: size / 10 }, (_, index) => ({
          id: index + 1,
          room_id: 1,
          status: rng.pick(['off', 'on']),
        })),
      },
    ],
  }),
  people: () => [],
};
