import { checkLifecycle } from '@understudy/kernel';
import { expect, test } from 'vitest';
import { LIFECYCLES } from './lifecycles.ts';
import { rowSchemas } from './rows.ts';
import { TOOLS } from './tools/all.ts';

test.each(LIFECYCLES.map((lifecycle) => [lifecycle.id, lifecycle] as const))(
  '%s is sound',
  (_id, lifecycle) => {
    expect(checkLifecycle(lifecycle)).toEqual([]);
  },
);

test('every event has a tool, and every event of a tool exists', () => {
  const events = LIFECYCLES.flatMap(({ id, states }) =>
    Object.values(states).flatMap((state) => Object.keys(state.on ?? {}).map((event) => `${id}.${event}`)),
  );
  const sent = TOOLS.flatMap((tool) => tool.events ?? []);
  expect([...new Set(sent)].sort()).toEqual([...new Set(events)].sort());
});

test('the status values of the row types are the states of the lifecycles', () => {
  const states = (table: string) =>
    Object.keys(LIFECYCLES.find((one) => one.table === table)?.states ?? {}).sort();
  for (const table of ['leads', 'quotes', 'contracts', 'cases', 'crm_tasks'] as const)
    expect([...rowSchemas[table].shape.status.options].sort(), table).toEqual(states(table));
  expect([...rowSchemas.opportunities.shape.stage.options].sort()).toEqual(states('opportunities'));
});
