import { systems } from '@understudy/scenarios';
import { expect, test } from 'vitest';
import { chartOf } from './charts.ts';

const lifecycles = [...systems.values()].flatMap((system) => system.lifecycles);

test('every event of every lifecycle names the tools or the timer that send it', () => {
  for (const lifecycle of lifecycles)
    for (const { event, tools } of chartOf(lifecycle).transitions)
      expect(tools.length, `${lifecycle.id}.${event}`).toBeGreaterThan(0);
});

test('a chart has all states in their order, one of them the first, in words', () => {
  const order = lifecycles.find(({ id }) => id === 'order');
  if (order === undefined) throw new Error('there is no lifecycle of orders');
  const chart = chartOf(order);
  expect(chart).toMatchObject({ id: 'order', title: 'Order', table: 'orders', column: 'status' });
  expect(chart.states.map(({ label, initial, final }) => [label, initial, final])).toEqual([
    ['Paid', true, false],
    ['Packed', false, false],
    ['Shipped', false, false],
    ['Delivered', false, true],
    ['Cancelled', false, true],
  ]);
  expect(chart.transitions).toContainEqual({
    from: 'paid',
    to: 'cancelled',
    event: 'CANCEL',
    tools: expect.arrayContaining(['cancel_order']),
  });
});
