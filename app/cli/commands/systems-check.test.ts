import type { System } from '@understudy/kernel';
import { systems } from '@understudy/scenarios';
import { expect, test, vi } from 'vitest';
import { inProcess } from '../cli.fixture.ts';
import { exitCodes } from '../exit-codes.ts';

/** Every system with an event that nobody sends and tools that throw. */
vi.mock('@understudy/scenarios', async (importOriginal) => {
  const scenarios = await importOriginal<{ readonly systems: ReadonlyMap<string, System> }>();
  const spoilt = ([id, system]: readonly [string, System]): [string, System] => {
    const [lifecycle, ...others] = system.lifecycles;
    if (lifecycle === undefined) throw new Error(`${id} is empty`);
    const { initial, states } = lifecycle;
    const start = { ...states[initial], on: { ...states[initial]?.on, VANISH: initial } };
    const run = (): never => {
      throw new Error('a bug');
    };
    return [
      id,
      {
        ...system,
        lifecycles: [{ ...lifecycle, states: { ...states, [initial]: start } }, ...others],
        tools: system.tools.map((tool) => ({ ...tool, run })),
      },
    ];
  };
  return { ...scenarios, systems: new Map([...scenarios.systems].map(spoilt)) };
});

test('what is wrong is named with advice, and the command fails', async () => {
  const [system] = systems.values();
  if (system === undefined) throw new Error('there is no system');
  const { code, out, err } = await inProcess('systems', 'check', system.id, '--calls', '60');
  const lifecycle = system.lifecycles[0]?.id ?? '';
  expect(out).toContain(
    `✗ ${system.id}: lifecycle ${lifecycle}: no tool or timer sends ${lifecycle}.VANISH\n    Give it a tool`,
  );
  expect(out).toMatch(new RegExp(`✗ ${system.id}: tool \\w+: it threw: a bug`));
  expect(code).toBe(exitCodes.bug);
  expect(err).toMatch(/wrong; the advice stands beside each/);
});
