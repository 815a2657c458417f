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

test('every event a tool declares exists in its lifecycle', () => {
  const known = new Set(
    LIFECYCLES.flatMap(({ id, states }) =>
      Object.values(states).flatMap((state) => Object.keys(state.on ?? {}).map((event) => `${id}.${event}`)),
    ),
  );
  expect(TOOLS.flatMap((tool) => tool.events ?? []).filter((event) => !known.has(event))).toEqual([]);
});

test('every legal event has a tool', () => {
  const sent = new Set(TOOLS.flatMap((tool) => tool.events ?? []));
  const events = LIFECYCLES.flatMap(({ id, states }) =>
    Object.values(states).flatMap((state) => Object.keys(state.on ?? {}).map((event) => `${id}.${event}`)),
  );
  expect(events.filter((event) => !sent.has(event))).toEqual([]);
});

test('the status values of the row types are the states of the lifecycles', () => {
  const states = (table: string) =>
    Object.keys(LIFECYCLES.find((one) => one.table === table)?.states ?? {}).sort();
  for (const table of [
    'orders',
    'shipments',
    'payments',
    'returns',
    'refunds',
    'exchanges',
    'tickets',
    'agents',
    'sla_clocks',
    'side_conversations',
    'queue_entries',
    'satisfaction_ratings',
    'subscriptions',
    'invoices',
    'invoice_payments',
    'disputes',
    'devices',
    'repairs',
    'outages',
  ] as const) {
    expect([...rowSchemas[table].shape.status.options].sort(), table).toEqual(states(table));
  }
});
