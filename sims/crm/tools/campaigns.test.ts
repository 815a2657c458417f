import { beforeAll, beforeEach, expect, test } from 'vitest';
import { ANA, OLGA, openSession, type Session } from './test-session.ts';

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => s.crm.reset());

test('add_campaign_member adds a lead or a contact once', () => {
  expect(s.ok('add_campaign_member', { campaign_id: 'CP1', member_id: 'L4' }, OLGA)).toEqual({
    campaign_id: 'CP1',
    member_id: 'L4',
    response: 'sent',
  });
  expect(s.row('campaign_members', 3)).toMatchObject({ campaign_id: 1, lead_id: 4, contact_id: null });
  s.no('add_campaign_member', { campaign_id: 'CP1', member_id: 'L4' }, 'conflict', 'set_member_response');
});

test('who opted out, converted leads, other records and finished campaigns are refused', () => {
  s.no('add_campaign_member', { campaign_id: 'CP1', member_id: 'CT4' }, 'forbidden', 'opted out');
  s.no('add_campaign_member', { campaign_id: 'CP1', member_id: 'L6' }, 'conflict', 'CT1');
  s.no('add_campaign_member', { campaign_id: 'CP1', member_id: 'A1' }, 'validation', 'account');
  s.no('add_campaign_member', { campaign_id: 'CP9', member_id: 'L4' }, 'not_found', 'CP9');
  s.no('add_campaign_member', { campaign_id: 'CP1', member_id: 'L4' }, 'forbidden', 'not change', ANA);
  s.crm.world.run(`UPDATE campaigns SET phase = 'completed' WHERE id = 1`);
  s.no('add_campaign_member', { campaign_id: 'CP1', member_id: 'L4' }, 'conflict', 'completed');
});

test('set_member_response notes when, and an unsubscription opts the person out for good', () => {
  s.ok('set_member_response', { campaign_id: 'CP1', member_id: 'CT1', response: 'Responded' });
  expect(s.row('campaign_members', 2)).toMatchObject({
    response: 'responded',
    responded_at: s.crm.clock().now(),
  });
  s.ok('set_member_response', { campaign_id: 'CP1', member_id: 'CT1', response: 'unsubscribed' });
  expect(s.row('contacts', 1)).toMatchObject({ opted_out: 1 });
  expect(s.history('contact', 1, 'opted_out')).toEqual(['1']);
  s.no(
    'set_member_response',
    { campaign_id: 'CP1', member_id: 'CT1', response: 'opened' },
    'conflict',
    'unsubscribed',
  );
  s.no(
    'set_member_response',
    { campaign_id: 'CP1', member_id: 'L4', response: 'opened' },
    'not_found',
    'add_campaign_member',
  );
});

test('list_campaign_members counts and filters', () => {
  expect(s.ok('list_campaign_members', { campaign_id: 'CP1' }, ANA)).toMatchObject({
    campaign: 'Spring webinar',
    counts: { attended: 1, sent: 1 },
    total: 2,
    members: [
      { member_id: 'L2', name: 'Julia Graf', response: 'attended', responded: '2026-05-16' },
      { member_id: 'CT1', responded: null },
    ],
  });
  expect(s.ok('list_campaign_members', { campaign_id: 'CP1', response: 'sent' })).toMatchObject({ total: 1 });
});
