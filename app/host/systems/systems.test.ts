import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openHost, type Host } from '../host.ts';
import { router } from '../router.ts';

let folder: string;
let host: Host;
let api: RouterClient<typeof router>;
const desk = { system: 'helpdesk', split: 'train', seed: 7, size: 300 } as const;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-systems-'));
  host = openHost({ workspace: join(folder, 'workspace') });
  api = createRouterClient(router, { context: host.context });
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => api.systems.reset(desk));

const page = { world: desk, search: '', where: null, sort: null, offset: 0, limit: 50 } as const;

test('every system is sound, and says what it consists of', async () => {
  const list = await api.systems.list();
  expect(list.map(({ id, problems }) => [id, problems])).toEqual([
    ['helpdesk', 0],
    ['crm', 0],
  ]);
  for (const { id, tables, tools, lifecycles } of list) {
    const view = await api.systems.open({ id });
    expect([view.tables.length, view.tools.length, view.charts.length]).toEqual([tables, tools, lifecycles]);
    const known = new Set(view.charts.flatMap((c) => c.transitions.map(({ event }) => `${c.id}.${event}`)));
    for (const tool of view.tools)
      for (const { chart, event } of tool.events) expect(known).toContain(`${chart}.${event}`);
  }
  await expect(api.systems.open({ id: 'nosuch' })).rejects.toThrow('There is no system nosuch.');
});

test('a table is paged, sorted, searched and followed along its keys', async () => {
  const all = await api.systems.rows({ ...page, table: 'orders', limit: 200 });
  expect(all.total).toBe(all.rows.length);
  const second = await api.systems.rows({ ...page, table: 'orders', offset: 2, limit: 2 });
  expect(second.rows).toEqual(all.rows.slice(2, 4));
  const down = await api.systems.rows({
    ...page,
    table: 'orders',
    sort: { column: 'status', descending: true },
  });
  const states = down.rows.map((row) => String(row['status']));
  expect(states).toEqual(states.toSorted().reverse());
  const [first] = all.rows;
  const customer = Number(first?.['customer_id']);
  const theirs = await api.systems.rows({
    ...page,
    table: 'orders',
    where: { column: 'customer_id', value: customer },
  });
  expect(theirs.rows.every((row) => row['customer_id'] === customer)).toBe(true);
  const row = await api.systems.row({ world: desk, table: 'customers', key: customer });
  expect(row.referredBy).toContainEqual({ table: 'orders', column: 'customer_id', rows: theirs.total });
  const name = String(row.row['name']);
  const found = await api.systems.rows({ ...page, table: 'customers', search: name.toUpperCase() });
  expect(found.rows.map((one) => one['name'])).toContain(name);
});

test('what is typed is text and never SQL; a column that is not there is refused', async () => {
  const none = await api.systems.rows({ ...page, table: 'orders', search: `%' OR 1=1 --` });
  expect(none.total).toBe(0);
  await expect(
    api.systems.rows({ ...page, table: 'orders', sort: { column: 'id"; DROP', descending: false } }),
  ).rejects.toThrow('orders has no column');
  await expect(api.systems.rows({ ...page, table: 'sqlite_schema' })).rejects.toThrow('has no table');
});

test('a tool that is tried shows its answer, the rows and the states it changed, until the world is reset', async () => {
  const { rows } = await api.systems.rows({
    ...page,
    table: 'orders',
    where: { column: 'status', value: 'paid' },
  });
  const key = Number(rows[0]?.['id']);
  const tried = await api.systems.call({
    world: desk,
    tool: 'cancel_order',
    arguments: { order_id: String(key) },
    atHand: {},
  });
  expect(tried.outcome.ok).toBe(true);
  expect(tried.states).toContainEqual({ chart: 'order', key, from: 'paid', to: 'cancelled' });
  expect((await api.systems.row({ world: desk, table: 'orders', key })).before).toMatchObject({
    status: 'paid',
  });
  const world = await api.systems.world(desk);
  expect(world.tables.find(({ name }) => name === 'orders')?.changed).toBe(1);
  const again = await api.systems.call({
    world: desk,
    tool: 'cancel_order',
    arguments: { order_id: String(key) },
    atHand: {},
  });
  expect(again).toMatchObject({ outcome: { ok: false, code: 'illegal_transition' }, changes: [] });
  await api.systems.reset(desk);
  expect((await api.systems.world(desk)).tables.every(({ changed }) => changed === 0)).toBe(true);
});

test('"this ticket" is the one at hand', async () => {
  const { rows } = await api.systems.rows({
    ...page,
    table: 'tickets',
    where: { column: 'status', value: 'open' },
  });
  const key = Number(rows.at(-1)?.['id']);
  const tried = await api.systems.call({
    world: desk,
    tool: 'add_comment',
    arguments: { body: 'Looked at by hand.' },
    atHand: { tickets: key },
  });
  expect(tried.outcome).toMatchObject({ ok: true });
  expect(JSON.stringify(tried.changes)).toContain(`"ticket_id":${String(key)}`);
});

test('time that passes lets timers come due', async () => {
  const before = await api.systems.world(desk);
  const tried = await api.systems.pass({ world: desk, hours: 240 });
  expect(tried.now - before.now).toBe(240 * 3_600_000);
  expect(tried.timers.length).toBeGreaterThan(0);
});
