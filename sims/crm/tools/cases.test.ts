import { DAY, OPENING_TIME } from '@understudy/kernel';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, LENA, openSession, SAM, TOM, type Session } from './test-session.ts';

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => s.crm.reset());

const SARA = 7;

describe('create_case', () => {
  const fresh = { subject: 'Export broken', description: 'The export is empty.' };

  test('opens it for a contact, with a due time by priority', () => {
    expect(
      s.ok('create_case', { ...fresh, contact_id: 'CT1', priority: 'High', product_code: 'rp 10' }, SAM),
    ).toEqual({ case_id: 'CS9', status: 'new', priority: 'high' });
    expect(s.row('cases', 9)).toMatchObject({
      account_id: 1,
      contact_id: 1,
      product_id: 1,
      owner_id: 8,
      queue_id: null,
      kind: null,
      origin: 'phone',
      due_at: s.crm.clock().now() + DAY,
    });
  });

  test('refusals', () => {
    s.no('create_case', { ...fresh, contact_id: 'CT1' }, 'forbidden', 'signed in');
    s.no('create_case', fresh, 'validation', 'contact_id or account_id', SAM);
    s.no('create_case', { ...fresh, contact_id: 'CT1', account_id: 'A2' }, 'validation', 'A2', SAM);
    s.no('create_case', { ...fresh, contact_id: 'CT99' }, 'not_found', 'CT99', SAM);
    s.no('create_case', { ...fresh, account_id: 'A1', product_code: 'ZZ-9' }, 'not_found', 'ZZ-9', SAM);
    s.no('create_case', { ...fresh, account_id: 'A1', kind: 'party' }, 'validation', 'question', SAM);
  });
});

describe('triage', () => {
  test('classify_case sets kind, priority and product, and the due time from the opening', () => {
    expect(s.ok('classify_case', { case_id: 'CS1', kind: 'Incident', priority: 'critical' }, SAM)).toEqual({
      case_id: 'CS1',
      kind: 'incident',
      priority: 'critical',
      due: '2026-06-13T13:00',
    });
    expect(s.history('case', 1, 'priority')).toEqual(['critical']);
    expect(s.ok('classify_case', { case_id: 'CS8', kind: 'billing' }, SAM)).toMatchObject({
      due: '2026-06-16T09:00',
    });
    s.no('classify_case', { case_id: 'CS7', kind: 'billing' }, 'conflict', 'closed');
  });

  test('route_case goes by priority, then kind, then to the rest', () => {
    s.no('route_case', { case_id: 'CS1' }, 'conflict', 'classify_case');
    expect(s.ok('route_case', { case_id: 'CS8' }, SAM)).toEqual({
      case_id: 'CS8',
      status: 'assigned',
      owner: null,
      queue: 'QU3',
    });
    s.ok('classify_case', { case_id: 'CS1', kind: 'problem', priority: 'critical' });
    expect(s.ok('route_case', { case_id: 'CS1' })).toMatchObject({ owner: 'U7', queue: null });
    expect(s.ok('route_case', { case_id: 'CS3' })).toMatchObject({ owner: null, queue: 'QU2' });
    s.no('route_case', { case_id: 'CS6' }, 'illegal_transition', 'in progress');
  });

  test('assign_case gives it to an active user', () => {
    expect(s.ok('assign_case', { case_id: 'CS8', user_id: 'U8' }, SARA)).toMatchObject({
      status: 'assigned',
      owner: 'U8',
    });
    expect(s.row('cases', 8)).toMatchObject({ owner_id: 8, queue_id: null });
    expect(s.ok('assign_case', { case_id: 'CS8', user_id: 'U7' }, SARA)).toMatchObject({
      status: 'assigned',
    });
    s.no('assign_case', { case_id: 'CS8', user_id: 'U10' }, 'conflict', 'active');
    s.no('assign_case', { case_id: 'CS4', user_id: 'U8' }, 'illegal_transition', 'in progress');
  });
});

describe('work', () => {
  test('start, hold, resume, resolve, reopen, close', () => {
    const id = { case_id: 'CS2' };
    expect(s.ok('start_case', id, SAM)).toMatchObject({ status: 'in_progress', owner: 'U8' });
    expect(s.ok('hold_case', id, SAM)).toMatchObject({ status: 'waiting' });
    expect(s.ok('resume_case', id, SAM)).toMatchObject({ status: 'in_progress' });
    expect(s.ok('resolve_case', { ...id, resolution: 'solved' }, SAM)).toMatchObject({ status: 'resolved' });
    expect(s.ok('reopen_case', id, SAM)).toMatchObject({ status: 'in_progress' });
    expect(s.row('cases', 2)).toMatchObject({ resolution: null });
    s.ok('resolve_case', { ...id, resolution: 'Known issue' }, SAM);
    expect(s.ok('close_case', id, SAM)).toMatchObject({ status: 'closed' });
    expect(s.row('cases', 2)).toMatchObject({ resolution: 'known_issue', closed_at: s.crm.clock().now() });
  });

  test('a case from a queue becomes the case of who starts it', () => {
    s.ok('route_case', { case_id: 'CS8' });
    s.no('start_case', { case_id: 'CS8' }, 'forbidden', 'signed in');
    expect(s.ok('start_case', { case_id: 'CS8' }, SAM)).toMatchObject({ owner: 'U8' });
  });

  test.each([
    ['start_case', {}, 'CS1', 'assign_case'],
    ['hold_case', {}, 'CS2', 'start_case'],
    ['resume_case', {}, 'CS3', 'waiting'],
    ['deescalate_case', {}, 'CS3', 'escalated'],
    ['resolve_case', { resolution: 'solved' }, 'CS2', 'start_case'],
    ['close_case', {}, 'CS3', 'resolve_case'],
    ['reopen_case', {}, 'CS7', 'stays closed'],
    ['escalate_case', { reason: 'Angry' }, 'CS6', 'REOPEN'],
    ['dismiss_case', { reason: 'spam' }, 'CS4', 'before it waits'],
  ])('%s(%o) is illegal for %s', (name, more, case_id, words) => {
    s.no(name, { case_id, ...more }, 'illegal_transition', words, SAM);
  });

  test('escalation goes to the manager, with the reason as a note', () => {
    expect(s.ok('escalate_case', { case_id: 'CS3', reason: 'Third outage' }, SAM)).toEqual({
      case_id: 'CS3',
      status: 'escalated',
      owner: 'U7',
    });
    expect(s.row('case_comments', 3)).toMatchObject({
      public: 0,
      author_id: 8,
      body: 'Escalated: Third outage',
    });
    expect(s.ok('escalate_case', { case_id: 'CS8', reason: 'Urgent' }, SAM)).toMatchObject({ owner: 'U7' });
    expect(s.ok('deescalate_case', { case_id: 'CS3' }, SARA)).toMatchObject({ status: 'in_progress' });
    s.crm.reset();
    s.crm.world.run('UPDATE users SET active = 0 WHERE id = 7');
    s.no('escalate_case', { case_id: 'CS3', reason: 'x' }, 'conflict', 'no active manager', SAM);
  });

  test('duplicates and spam are dismissed, not resolved', () => {
    s.no('resolve_case', { case_id: 'CS3', resolution: 'spam' }, 'validation', 'dismiss_case');
    s.no('dismiss_case', { case_id: 'CS3', reason: 'duplicate' }, 'validation', 'duplicate_of');
    s.no(
      'dismiss_case',
      { case_id: 'CS3', reason: 'duplicate', duplicate_of: 'CS3' },
      'validation',
      'itself',
    );
    s.no('dismiss_case', { case_id: 'CS3', reason: 'spam', duplicate_of: 'CS2' }, 'validation', 'spam');
    s.ok('dismiss_case', { case_id: 'CS3', reason: 'duplicate', duplicate_of: 'CS2' });
    expect(s.row('cases', 3)).toMatchObject({ status: 'closed', resolution: 'duplicate', parent_id: 2 });
    s.no('dismiss_case', { case_id: 'CS2', reason: 'duplicate', duplicate_of: 'CS3' }, 'conflict', 'CS2');
  });

  test('an unclassified case is not resolved', () => {
    s.crm.world.run('UPDATE cases SET kind = NULL WHERE id = 3');
    s.no('resolve_case', { case_id: 'CS3', resolution: 'solved' }, 'conflict', 'classify_case');
  });
});

describe('messages', () => {
  test('a note is internal, a reply is public, an e-mail, and the first response', () => {
    s.ok('add_case_note', { case_id: 'CS3', body: 'Looks like the proxy.' }, SAM);
    expect(s.row('case_comments', 3)).toMatchObject({ public: 0, author_id: 8 });
    expect(s.ok('reply_to_case', { case_id: 'CS3', body: 'We found it.' }, SAM)).toEqual({
      case_id: 'CS3',
      email_id: 'EM2',
      to: 'eva.koch31@example.com',
    });
    expect(s.row('emails', 2)).toMatchObject({
      direction: 'outbound',
      from_address: 'sam.reed@understudy.example',
      subject: 'Re: Login fails (3)',
      record_type: 'case',
      record_id: 3,
    });
    expect(s.row('case_comments', 4)).toMatchObject({ public: 1, body: 'We found it.' });
    const first = s.crm.clock().now();
    s.ok('reply_to_case', { case_id: 'CS3', body: 'Fixed.' }, SAM);
    expect(s.row('cases', 3)).toMatchObject({ first_response_at: first });
  });

  test('a reply needs an open case and an address that works', () => {
    s.no('reply_to_case', { case_id: 'CS7', body: 'x' }, 'conflict', 'closed', SAM);
    s.crm.world.run('UPDATE cases SET contact_id = 4 WHERE id = 3');
    s.no('reply_to_case', { case_id: 'CS3', body: 'x' }, 'conflict', 'bounce', SAM);
    s.crm.world.run('UPDATE cases SET contact_id = NULL WHERE id = 3');
    s.no('reply_to_case', { case_id: 'CS3', body: 'x' }, 'conflict', 'log_call', SAM);
    s.no('reply_to_case', { case_id: 'CS8', body: 'x' }, 'not_found', 'CS8', TOM);
    s.no('add_case_note', { case_id: 'CS3', body: '' }, 'validation', 'body', SAM);
  });

  test('an article is linked once', () => {
    expect(s.ok('link_case_article', { case_id: 'CS3', article: 'ka2' }, SAM)).toEqual({
      case_id: 'CS3',
      article_id: 'KA2',
    });
    s.no('link_case_article', { case_id: 'CS3', article: 'login-problems' }, 'conflict', 'already', SAM);
    s.no('link_case_article', { case_id: 'CS3', article: 'nothing' }, 'not_found', 'search_knowledge', SAM);
  });
});

describe('reading', () => {
  test('get_case shows the case with its comments', () => {
    expect(s.ok('get_case', { case_id: 'cs3' }, SAM)).toMatchObject({
      case_id: 'CS3',
      status: 'in_progress',
      product_code: 'RP-10',
      owner: 'U8',
      due: '2026-06-16T09:00',
      comments: [
        { author: 'Sam Reed', public: true, body: 'We are looking into it.' },
        { author: 'customer', public: true },
      ],
    });
    s.no('get_case', { case_id: 'CS8' }, 'not_found', 'CS8', TOM);
  });

  test('list_cases is most urgent first, filtered, and shows what the user may read', () => {
    expect(s.ok('list_cases', {}, SAM)).toMatchObject({
      total: 6,
      cases: [{ case_id: 'CS5', priority: 'critical' }, {}, {}, {}, {}, {}],
    });
    expect(s.ok('list_cases', { mine: true, status: 'waiting' }, SAM)).toMatchObject({
      total: 1,
      cases: [{ case_id: 'CS4' }],
    });
    expect(s.ok('list_cases', { account_id: 'A2', priority: 'medium' }, SAM)).toMatchObject({ total: 1 });
    expect(s.ok('list_cases', { status: 'open' }, LENA)).toMatchObject({
      total: 1,
      cases: [{ case_id: 'CS8' }],
    });
    expect(s.ok('list_cases', { status: 'closed' })).toMatchObject({ total: 1 });
    s.no('list_cases', { mine: true }, 'forbidden', 'signed in');
  });

  test('knowledge is ranked and read by id or slug', () => {
    expect(s.ok('search_knowledge', { query: 'nobody can log in any more' })).toMatchObject({
      articles: [{ article_id: 'KA2' }],
    });
    expect(s.ok('search_knowledge', { query: 'login', category: 'quotes' })).toEqual({ articles: [] });
    expect(s.ok('get_knowledge_article', { article: 'KA1' })).toMatchObject({ slug: 'discount-approval' });
    expect(s.ok('get_knowledge_article', { article: 'Discount approval' })).toMatchObject({
      article_id: 'KA1',
    });
    s.no('get_knowledge_article', { article: 'KA9' }, 'not_found', 'search_knowledge');
  });
});

test('opening times of the hand-written cases are as the tests read them', () => {
  expect(s.row('cases', 1)).toMatchObject({ created_at: OPENING_TIME - 2 * DAY });
  expect(s.ok('get_case', { case_id: 'CS1' }, ANA)).toMatchObject({ opened: '2026-06-13' });
});
