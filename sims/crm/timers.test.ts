import { DAY, type ToolContext } from '@understudy/kernel';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { TIMERS } from './timers.ts';
import { ANA, openSession, type Session } from './tools/test-session.ts';

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => s.crm.reset());

/** Lets days pass and does what came due, like an episode does. */
function pass(days: number): void {
  const clock = s.crm.clock();
  const context: ToolContext = {
    world: s.crm.world,
    clock,
    actor: { kind: 'system', id: 'clock' },
    focus: { userId: ANA },
  };
  for (const timer of clock.advance(days * DAY)) TIMERS[timer.event]?.(context, timer);
}

test('a presented quote that nobody answers expires after its last day', () => {
  s.ok('present_quote', { quote_id: 'Q3' }, ANA);
  pass(20);
  expect(s.row('quotes', 3)).toMatchObject({ status: 'presented' });
  pass(1);
  expect(s.row('quotes', 3)).toMatchObject({ status: 'expired' });
  expect(
    s.crm.world.get(
      `SELECT changed_by FROM field_history WHERE record_type = 'quote' AND new_value = 'expired'`,
    ),
  ).toEqual({ changed_by: null });
});

test('a contract in force expires, or renews by itself and sets the next timer', () => {
  s.ok('activate_contract', { contract_id: 'K3' }, ANA);
  pass(365);
  expect(s.row('contracts', 3)).toMatchObject({ status: 'expired' });
  s.crm.reset();
  s.crm.world.run('UPDATE contracts SET auto_renew = 1 WHERE id = 3');
  s.ok('activate_contract', { contract_id: 'K3' }, ANA);
  pass(365);
  expect(s.row('contracts', 3)).toMatchObject({ status: 'renewed' });
  expect(s.row('contracts', 10)).toMatchObject({ status: 'activated', renewal_of_id: 3 });
  expect(
    s.crm
      .clock()
      .state()
      .timers.map(({ id }) => id),
  ).toEqual(['crm_contract_end:10']);
});

test('a task that is not done at the end of its day gets high priority', () => {
  s.ok('create_task', { subject: 'Call', due_on: '2026-06-20' }, ANA);
  pass(5);
  expect(s.row('crm_tasks', 7)).toMatchObject({ priority: 'normal' });
  pass(1);
  expect(s.row('crm_tasks', 7)).toMatchObject({ priority: 'high', status: 'open' });
});

test('a timer of what is gone or done does nothing', () => {
  const context: ToolContext = {
    world: s.crm.world,
    clock: s.crm.clock(),
    actor: { kind: 'system', id: 'clock' },
    focus: {},
  };
  const before = s.crm.world.hash();
  for (const event of Object.keys(TIMERS)) {
    for (const subject of ['99', '5', '6']) TIMERS[event]?.(context, { id: 'x', due: 0, event, subject });
  }
  expect(s.crm.world.hash()).toBe(before);
});
