import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, DORA, LENA, MARCO, openSession, SAM, TOM, type Session } from './test-session.ts';

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => s.crm.reset());

describe('logging', () => {
  test('a call and a meeting are kept as tasks that are done', () => {
    expect(s.ok('log_call', { record_id: 'O4', outcome: 'Voicemail', notes: 'Call back' }, ANA)).toEqual({
      task_id: 'TS7',
      record_id: 'O4',
      status: 'completed',
    });
    expect(s.row('crm_tasks', 7)).toMatchObject({
      kind: 'call',
      outcome: 'voicemail',
      description: 'Call back',
      owner_id: 4,
      record_type: 'opportunity',
      record_id: 4,
      completed_at: s.crm.clock().now(),
    });
    s.ok('log_activity', { record_id: 'A1', kind: 'meeting', subject: 'Site visit' }, ANA);
    expect(s.row('crm_tasks', 8)).toMatchObject({ kind: 'meeting', status: 'completed', outcome: null });
  });

  test('refusals', () => {
    s.no('log_call', { record_id: 'O4', outcome: 'reached' }, 'forbidden', 'signed in');
    s.no('log_call', { record_id: 'O4', outcome: 'reached' }, 'not_found', 'O4', LENA);
    s.no('log_call', { record_id: 'U4', outcome: 'reached' }, 'validation', 'O12', ANA);
    s.no('log_call', { record_id: 'O4', outcome: 'fine' }, 'validation', 'voicemail', ANA);
    s.no('add_record_note', { record_id: 'O99', title: 'x', body: 'y' }, 'not_found', 'O99', ANA);
  });

  test('list_activities puts everything on a record in one list, newest first', () => {
    s.ok('add_record_note', { record_id: 'O4', title: 'Budget', body: 'Approved.' }, ANA);
    const list = s.ok('list_activities', { record_id: 'O4' }, ANA);
    expect(list).toMatchObject({ total: 9 });
    expect(JSON.stringify(list)).toContain(
      '"id":"EM1","kind":"email","subject":"Our offer","state":"inbound"',
    );
    expect(JSON.stringify(list)).toContain('"id":"N2","kind":"note","subject":"Budget"');
  });
});

describe('schedule_event', () => {
  const meeting = { subject: 'Review', starts_at: '2026-06-16T10:00', minutes: 30 };

  test('fills a free time; the end of one meeting may be the start of the next', () => {
    expect(s.ok('schedule_event', { ...meeting, record_id: 'O4' }, ANA)).toEqual({
      event_id: 'EV2',
      starts: '2026-06-16T10:00',
      ends: '2026-06-16T10:30',
    });
    expect(s.ok('schedule_event', { ...meeting, owner_id: 'U5' }, ANA)).toMatchObject({ event_id: 'EV3' });
  });

  test('an overlap names the meeting it clashes with', () => {
    s.no(
      'schedule_event',
      { ...meeting, starts_at: '2026-06-16 09:59' },
      'conflict',
      'Demo for Nordwind" (EV1)',
      ANA,
    );
    s.no('schedule_event', { ...meeting, starts_at: '2026-06-16T08:45' }, 'conflict', '09:00', ANA);
    s.no('schedule_event', { ...meeting, starts_at: '2026-06-15T08:00' }, 'validation', 'past', ANA);
    s.no('schedule_event', { ...meeting, minutes: 3 }, 'validation', '5 to 480', ANA);
    s.no('schedule_event', { ...meeting, owner_id: 'U10' }, 'conflict', 'active', ANA);
  });
});

describe('tasks', () => {
  test('create_task sets a timer for the end of its day', () => {
    expect(
      s.ok('create_task', { subject: 'Call', kind: 'call', due_on: '2026-06-20', record_id: 'O4' }, ANA),
    ).toEqual({
      task_id: 'TS7',
      status: 'open',
      owner: 'U4',
    });
    expect(s.crm.clock().state().timers).toEqual([
      { id: 'crm_task_due:7', due: Date.UTC(2026, 5, 21), event: 'crm_task_due', subject: '7' },
    ]);
    s.no('complete_task', { task_id: 'TS7' }, 'validation', 'outcome', ANA);
    expect(s.ok('complete_task', { task_id: 'TS7', outcome: 'reached' }, ANA)).toMatchObject({
      status: 'completed',
    });
    expect(s.row('crm_tasks', 7)).toMatchObject({ completed_at: s.crm.clock().now(), outcome: 'reached' });
    expect(s.crm.clock().state().timers).toEqual([]);
  });

  test('start, hold, resume, defer, reschedule, cancel', () => {
    const id = { task_id: 'TS1' };
    expect(s.ok('start_task', id, ANA)).toMatchObject({ status: 'in_progress' });
    expect(s.ok('hold_task', id, ANA)).toMatchObject({ status: 'waiting' });
    expect(s.ok('resume_task', id, ANA)).toMatchObject({ status: 'in_progress' });
    expect(s.ok('defer_task', { ...id, until: '2026-07-01' }, ANA)).toMatchObject({
      status: 'deferred',
      due: '2026-07-01',
    });
    expect(s.ok('resume_task', id, ANA)).toMatchObject({ status: 'open' });
    expect(s.ok('reschedule_task', { ...id, due_on: '2026-06-25' }, ANA)).toMatchObject({
      due: '2026-06-25',
    });
    expect(s.ok('cancel_task', id, ANA)).toMatchObject({ status: 'cancelled' });
    expect(s.history('task', 1, 'status')).toEqual([
      'in_progress',
      'waiting',
      'in_progress',
      'deferred',
      'open',
      'cancelled',
    ]);
    expect(s.crm.clock().state().timers).toEqual([]);
  });

  test.each([
    ['start_task', {}, 'TS2', 'open'],
    ['hold_task', {}, 'TS1', 'start_task'],
    ['resume_task', {}, 'TS1', 'waiting or deferred'],
    ['complete_task', { outcome: 'reached' }, 'TS4', 'resume_task'],
    ['defer_task', { until: '2026-08-01' }, 'TS3', 'reschedule_task'],
    ['cancel_task', {}, 'TS5', 'completed'],
  ])('%s(%o) is illegal for %s', (name, more, task_id, words) => {
    s.no(name, { task_id, ...more }, 'illegal_transition', words, ANA);
  });

  test('refusals', () => {
    s.no('create_task', { subject: 'x', due_on: '2026-06-14' }, 'validation', 'past', ANA);
    s.no('create_task', { subject: 'x', owner_id: 'U10' }, 'conflict', 'active', ANA);
    s.no('create_task', { subject: 'x', record_id: 'Q1' }, 'not_found', 'Q1', LENA);
    s.no('reschedule_task', { task_id: 'TS5', due_on: '2026-07-01' }, 'conflict', 'completed', ANA);
    s.no('defer_task', { task_id: 'TS2', until: '2026-06-15' }, 'validation', 'later day', ANA);
    s.no('complete_task', { task_id: 'TS1', outcome: 'reached' }, 'not_found', 'TS1', LENA);
    s.crm.world.run(`UPDATE crm_tasks SET kind = 'to_do' WHERE id = 1`);
    s.no('complete_task', { task_id: 'TS1', outcome: 'reached' }, 'validation', 'only a call', ANA);
  });

  test('list_tasks lists open ones by due day', () => {
    expect(s.ok('list_tasks', {}, ANA)).toMatchObject({
      total: 4,
      tasks: [{ task_id: 'TS1' }, { task_id: 'TS2' }, {}, {}],
    });
    expect(s.ok('list_tasks', { due: 'overdue' }, ANA)).toMatchObject({
      total: 1,
      tasks: [{ due: '2026-06-14' }],
    });
    expect(s.ok('list_tasks', { due: 'today', owner_id: 'U4' }, MARCO)).toMatchObject({ total: 1 });
    expect(s.ok('list_tasks', { owner_id: 'U4' }, LENA)).toMatchObject({ total: 0 });
  });
});

describe('e-mails', () => {
  const mail = { to: 'CT1', subject: 'Offer', body: 'Here it is.' };

  test('send_email files it under the record', () => {
    expect(s.ok('send_email', { ...mail, record_id: 'O4' }, ANA)).toEqual({
      email_id: 'EM2',
      to: 'eva.koch31@example.com',
      record_id: 'O4',
    });
    expect(s.row('emails', 2)).toMatchObject({
      direction: 'outbound',
      user_id: 4,
      record_type: 'opportunity',
    });
    expect(s.ok('send_email', { ...mail, to: 'L2' }, ANA)).toMatchObject({ record_id: 'L2' });
  });

  test('who opted out is not written to, nor an address that bounces or is missing', () => {
    s.no('send_email', { ...mail, to: 'CT4' }, 'forbidden', 'opted out', ANA);
    s.crm.world.run('UPDATE contacts SET opted_out = 0 WHERE id = 4');
    s.no('send_email', { ...mail, to: 'CT4' }, 'conflict', 'bounce', ANA);
    s.crm.world.run('UPDATE leads SET email = NULL WHERE id = 2');
    s.no('send_email', { ...mail, to: 'L2' }, 'conflict', 'no e-mail address', ANA);
    s.no('send_email', { ...mail, to: 'A1' }, 'validation', 'account', ANA);
    s.no('send_email', { ...mail, to: 'CT2' }, 'not_found', 'CT2', ANA);
    s.no('send_email', mail, 'forbidden', 'signed in');
  });

  test('list_emails and read_email show what the user may read', () => {
    expect(s.ok('list_emails', { record_id: 'O4' }, ANA)).toMatchObject({
      total: 1,
      emails: [{ email_id: 'EM1', direction: 'inbound', record_id: 'O4', sent: '2026-06-14T09:00' }],
    });
    expect(s.ok('list_emails', {}, ANA)).toMatchObject({ total: 1 });
    expect(s.ok('list_emails', { direction: 'outbound' }, ANA)).toMatchObject({ total: 0 });
    expect(s.ok('read_email', { email_id: 'EM1' }, ANA)).toMatchObject({
      subject: 'Our offer',
      from: 'eva.koch31@example.com',
    });
    s.no('read_email', { email_id: 'EM1' }, 'not_found', 'EM1', LENA);
    s.no('list_emails', { record_id: 'O4' }, 'not_found', 'O4', LENA);
  });
});

describe('ownership', () => {
  test('change_owner hands on an account with what belongs to it', () => {
    expect(s.ok('change_owner', { record_id: 'A1', user_id: 'U5', with_children: true }, ANA)).toEqual({
      record_id: 'A1',
      owner: 'U5',
      also: ['CT1', 'CT3', 'CT4', 'O1', 'O3', 'O4', 'O5'],
    });
    expect(s.row('opportunities', 6)).toMatchObject({ owner_id: 4 });
    expect(s.row('opportunities', 5)).toMatchObject({ owner_id: 5 });
    expect(s.history('account', 1, 'owner_id')).toEqual(['U5']);
  });

  test('refusals', () => {
    s.no('change_owner', { record_id: 'O4', user_id: 'U4' }, 'conflict', 'owns O4', ANA);
    s.no('change_owner', { record_id: 'O4', user_id: 'U10' }, 'conflict', 'active', ANA);
    s.no('change_owner', { record_id: 'L2', user_id: 'U5' }, 'validation', 'assign_lead', ANA);
    s.no('change_owner', { record_id: 'CS3', user_id: 'U5' }, 'validation', 'assign_case', ANA);
    s.no(
      'change_owner',
      { record_id: 'O4', user_id: 'U5', with_children: 'yes' },
      'validation',
      'account',
      ANA,
    );
    s.no('change_owner', { record_id: 'A1', user_id: 'U5' }, 'forbidden', 'not change', TOM);
    s.no('change_owner', { record_id: 'A1', user_id: 'U5' }, 'forbidden', 'not change', SAM);
  });

  test('share_record opens a record, and sharing again changes the access', () => {
    s.no('get_opportunity', { opportunity_id: 'O4' }, 'not_found', 'O4', LENA);
    s.ok('share_record', { record_id: 'O4', user_id: 'U6', access: 'read' }, ANA);
    expect(s.ok('get_opportunity', { opportunity_id: 'O4' }, LENA)).toMatchObject({ opportunity_id: 'O4' });
    s.no('close_opportunity_won', { opportunity_id: 'O4' }, 'forbidden', 'not change', LENA);
    s.no('share_record', { record_id: 'O4', user_id: 'U6', access: 'read' }, 'conflict', 'already', ANA);
    s.ok('share_record', { record_id: 'O4', user_id: 'U6', access: 'edit' }, ANA);
    expect(s.ok('close_opportunity_won', { opportunity_id: 'O4' }, LENA)).toMatchObject({
      stage: 'closed_won',
    });
    s.no('share_record', { record_id: 'TS1', user_id: 'U6', access: 'read' }, 'validation', 'task', ANA);
    s.no('share_record', { record_id: 'O5', user_id: 'U4', access: 'read' }, 'conflict', 'owns', DORA);
  });
});
