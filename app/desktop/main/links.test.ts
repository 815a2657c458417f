import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkAmong, parseLink } from './links.ts';

test.each([
  [
    'understudy://episode/run-1%2Fhelpdesk-refunds.family-3%230?step=12',
    'run-1/helpdesk-refunds.family-3#0',
    12,
  ],
  ['understudy://episode/run-1/helpdesk-refunds.family-3#0', 'run-1/helpdesk-refunds.family-3#0', null],
  ['understudy://episode/a~1', 'a~1', null],
])('%s names an episode', (address, id, step) => {
  expect(parseLink(address)).toEqual({ kind: 'episode', id, step });
});

test.each([
  'https://episode/a',
  'understudy://settings/a',
  'understudy://episode/',
  'understudy://episode/..%2F..%2Fetc%2Fpasswd',
  'understudy://episode/a%2F..%2Fb',
  'understudy://episode/a%00b',
  'understudy://episode/%E0%A4%A',
  'understudy://episode/<script>',
  'understudy://user@episode/a',
  'understudy://episode:80/a',
  'understudy://episode/a?step=-1',
  'understudy://episode/a?step=1e3',
  'understudy://episode/a?step=99999999',
  `understudy://episode/${'a'.repeat(700)}`,
  'understudy:episode/a',
  'javascript:alert(1)',
  '',
])('%s names nothing', (address) => {
  expect(parseLink(address)).toBeNull();
});

test('whatever is given, the answer is null or harmless, never an error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl()), fc.string(), (address, rest) => {
      const link = parseLink(`understudy://episode/${rest}`) ?? parseLink(address);
      if (link === null) return;
      expect(link.id).toMatch(/^[\w.~#/-]+$/);
      expect(link.id.split('/')).not.toContain('..');
    }),
  );
});

test('the address is found among the arguments that a second start brings', () => {
  expect(linkAmong(['/usr/bin/understudy', '--flag', 'understudy://episode/a?step=2'])).toEqual({
    kind: 'episode',
    id: 'a',
    step: 2,
  });
  expect(linkAmong(['/usr/bin/understudy', 'https://example.org'])).toBeNull();
});
