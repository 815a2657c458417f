import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkSystem, checkSystems } from './check-system.ts';
import { defineTool, succeed } from './define-tool.ts';
import { loadKernel } from './kernel.ts';
import { LAMP, lamps, LAMPS_DDL } from './lamps.fixture.ts';
import type { LifecycleDefinition } from './lifecycle.ts';
import type { System } from './system.ts';

const kernel = await loadKernel();
const problems = (system: System): readonly string[] =>
  checkSystem(kernel, system).map(({ where, problem }) => `${where}: ${problem}`);
const withLifecycle = (change: Partial<LifecycleDefinition>): System => ({
  ...lamps,
  lifecycles: [{ ...LAMP, ...change }],
});
const tool = (change: object): System['tools'][number] => ({
  ...defineTool({
    name: 'dust_lamps',
    description: 'Dusts.',
    effect: 'write',
    seconds: 1,
    parameters: z.strictObject({}),
    run: () => succeed(null),
  }),
  ...change,
});

describe('checkSystem()', () => {
  it('finds nothing in a sound system', () => {
    expect(checkSystem(kernel, lamps)).toEqual([]);
  });

  const { off, on, broken } = {
    off: { on: { SWITCH_ON: 'on' } },
    on: LAMP.states['on'],
    broken: { final: true },
  };
  it.each<[string, System]>([
    [
      'lifecycle lamp: stolen cannot be reached from off',
      withLifecycle({ states: { ...LAMP.states, stolen: { final: true } } }),
    ],
    [
      'lifecycle lamp: broken is a dead end; give it an event or make it final',
      withLifecycle({ states: { ...LAMP.states, broken: {} } }),
    ],
    [
      'lifecycle lamp: from off, on no final state can be reached',
      withLifecycle({ states: { off, on: { on: { SWITCH_OFF: 'off' } }, broken } }),
    ],
    [
      'lifecycle lamp: no tool or timer sends lamp.STEAL',
      withLifecycle({ states: { off: { on: { ...off.on, STEAL: 'broken' } }, on: on ?? {}, broken } }),
    ],
    ['lifecycle lamp: declared cyclic, yet every state leads to an end', withLifecycle({ cyclic: true })],
    ['lifecycle lamp: there is no column lamps.state', withLifecycle({ column: 'state' })],
    [
      'lifecycle lamp: lamps.status is not TEXT NOT NULL',
      { ...lamps, ddl: LAMPS_DDL.replace('status TEXT NOT NULL', 'status TEXT') },
    ],
    [
      'lifecycle again: lamps.status has two lifecycles',
      { ...lamps, lifecycles: [LAMP, { ...LAMP, id: 'again' }] },
    ],
    [
      'table lamps: the foreign key room_id has no index',
      { ...lamps, ddl: LAMPS_DDL.replace(/CREATE INDEX.*/, '') },
    ],
    [
      'table lamps: room_id refers to houses, which this system does not have',
      { ...lamps, ddl: LAMPS_DDL.replace('rooms (id)', 'houses (id)') },
    ],
    [
      'ddl: table rooms: must be STRICT, so that a value has one type',
      { ...lamps, ddl: LAMPS_DDL.replace(' STRICT', '') },
    ],
    [
      'ddl: table lamps: its foreign key to rooms has an action',
      { ...lamps, ddl: LAMPS_DDL.replace('rooms (id)', 'rooms (id) ON DELETE CASCADE') },
    ],
    ['ddl: near "CREATES": syntax error', { ...lamps, ddl: 'CREATES' }],
    [
      'tool dust_lamps: it declares lamp.DUST, which no lifecycle has',
      { ...lamps, tools: [...lamps.tools, tool({ events: ['lamp.DUST'] })] },
    ],
    [
      'tool dust_lamps: it only reads, yet declares events',
      { ...lamps, tools: [...lamps.tools, tool({ effect: 'read', events: ['lamp.SWITCH_ON'] })] },
    ],
    [
      'tool dust_lamps: there are two tools of this name',
      { ...lamps, tools: [...lamps.tools, tool({}), tool({})] },
    ],
    [
      'tool Dust: its name does not suit models',
      { ...lamps, tools: [...lamps.tools, tool({ name: 'Dust' })] },
    ],
    [
      'tool dust_lamps: it has no description',
      { ...lamps, tools: [...lamps.tools, tool({ description: ' ' })] },
    ],
    ['tool dust_lamps: it takes -1 seconds', { ...lamps, tools: [...lamps.tools, tool({ seconds: -1 })] }],
    [
      'tool dust_lamps: its argument room has no description',
      { ...lamps, tools: [...lamps.tools, tool({ parameters: z.strictObject({ room: z.string() }) })] },
    ],
    [
      'tool dust_lamps: its arguments have no JSON Schema',
      { ...lamps, tools: [...lamps.tools, tool({ parameters: z.strictObject({ at: z.date() }) })] },
    ],
  ])('finds: %s', (problem, system) => {
    expect(
      problems(system).some((one) => one.startsWith(`lamps: ${problem}`)),
      problems(system).join('\n'),
    ).toBe(true);
  });

  it('tells of a lifecycle that goes round for ever by intent', () => {
    const round = withLifecycle({
      cyclic: true,
      states: { off, on: { on: { SWITCH_OFF: 'off', BURN_OUT: 'off' } } },
    });
    expect(checkSystem(kernel, round)).toMatchObject([
      { level: 'info', problem: 'it goes round for ever: no end from off, on' },
    ]);
  });
});

it('checkSystems() finds names that two systems share', () => {
  const found = checkSystems(kernel, [lamps, { ...lamps, id: 'more' }]);
  expect(found.map(({ where }) => where)).toEqual([
    'more: table rooms',
    'more: table lamps',
    'more: lifecycle lamp',
    'more: tool switch_on',
    'more: tool switch_off',
    'more: tool get_lamp',
    'more: timer lamp.BURN_OUT',
  ]);
  expect(found[0]).toMatchObject({ level: 'problem', problem: 'lamps has one of the same name' });
});
