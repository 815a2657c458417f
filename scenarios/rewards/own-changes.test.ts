import type { Change, Row } from '@understudy/kernel';
import { expect, it } from 'vitest';
import type { EpisodeEvent } from '../trace/event.ts';
import { ownChanges } from './own-changes.ts';

const change = (before: Row | null, after: Row | null): Change => ({
  table: 'tickets',
  key: 1,
  before,
  after,
});
const stamp = { simTime: 0, wallTime: 0, worldHash: '', trajectory: 'world' } as const;

function logOf(drift: Change, net: readonly Change[]): readonly EpisodeEvent[] {
  return [
    { ...stamp, seq: 0, type: 'timer', event: 'sla_breach', subject: '1', ambient: true, changes: [drift] },
    { ...stamp, seq: 1, type: 'closed', reason: 'resolved', changes: [...net] },
  ];
}

const calm = { id: 1, status: 'open', priority: 'normal' };
const urgent = { ...calm, priority: 'urgent' };

it('leaves out what only time changed, in rows that were there and in new ones', () => {
  expect(ownChanges(logOf(change(calm, urgent), [change(calm, urgent)]))).toEqual([]);
  expect(ownChanges(logOf(change(null, urgent), [change(null, urgent)]))).toEqual([]);
});

it('keeps the columns that the episode changed in a row that time changed too', () => {
  const solved = { ...urgent, status: 'solved' };
  expect(ownChanges(logOf(change(calm, urgent), [change(calm, solved)]))).toEqual([change(urgent, solved)]);
});

it('keeps everything where no timer was under way', () => {
  const [, closed] = logOf(change(calm, urgent), [change(calm, urgent)]);
  expect(closed === undefined ? [] : ownChanges([closed])).toEqual([change(calm, urgent)]);
});
