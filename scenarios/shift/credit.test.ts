import { expect, it } from 'vitest';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import { goldShiftAgent, type ShiftAgent } from './agents.ts';
import { shiftCredit } from './credit.ts';
import { firstShift, playShift } from './shift.fixture.ts';

const turnsOf = (log: Awaited<ReturnType<typeof playShift>>['log']) =>
  log.flatMap((event) => (event.type === 'agent_turn' ? [event] : []));

it('has an entry for each turn; what gold does costs nothing, and is shaped in its cases to nothing in all', async () => {
  const task = await firstShift();
  const { log } = await playShift(task);
  const credit = shiftCredit(pack, task, log, { arena: await arenaOf() });
  const turns = turnsOf(log);
  expect(credit).toHaveLength(turns.length);
  expect(credit.filter(({ score }) => score !== 0)).toEqual([]);
  for (const [i, { case: number }] of turns.entries())
    if (number === undefined) expect(credit[i]).toEqual({ score: 0, reasons: [], shaped: 0 });
  for (const { number } of task.cases) {
    const own = credit.filter((_, i) => turns[i]?.case === number);
    expect(own.some(({ shaped }) => shaped > 0)).toBe(true);
    expect(own.reduce((sum, { shaped }) => sum + shaped, 0)).toBeCloseTo(0);
  }
});

it('puts a mark on the turn of the case that caused it', async () => {
  const task = await firstShift();
  let spoilt = false;
  const sloppy: ShiftAgent = (state) => {
    const act = goldShiftAgent(state);
    if (spoilt || !('call' in act) || act.call !== 'get_order') return act;
    spoilt = true;
    return { call: 'get_order', arguments: { order_id: '0000' } };
  };
  const { log } = await playShift(task, sloppy);
  const credit = shiftCredit(pack, task, log, { arena: await arenaOf() });
  const marked = credit.flatMap(({ reasons }, i) => (reasons.length > 0 ? [i] : []));
  const wrong = turnsOf(log).findIndex(({ toolCalls }) =>
    toolCalls.some(({ arguments: args }) => args['order_id'] === '0000'),
  );
  expect(marked).toContain(wrong);
  expect(credit[wrong]?.reasons.join()).toMatch(/get_order failed/);
});
