import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProgress, stopBars } from './progress.ts';

let said = '';
beforeEach(() => {
  said = '';
  vi.useFakeTimers();
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  stopBars();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('away from a terminal: the first line at once, then one every ten seconds, and the end', () => {
  const stage = createProgress(false).stage('Playing');
  stage.update(0, 100, '0 won');
  vi.advanceTimersByTime(5_000);
  stage.update(10, 100, '4 won');
  vi.advanceTimersByTime(5_000);
  stage.update(20, 100, '8 won');
  stage.end('all played');
  expect(said.split('\n')).toEqual([
    'Playing: 0/100 · 0 won',
    'Playing: 20/100 · 8 won · 40 s left',
    'Playing: all played (10 s)',
    '',
  ]);
});

test('what an earlier run has finished does not shorten the time that is left', () => {
  const stage = createProgress(false).stage('Playing');
  stage.update(50, 100, '');
  vi.advanceTimersByTime(10_000);
  stage.update(60, 100, '');
  expect(said).toContain('60/100 ·  · 40 s left');
});

test('quiet progress says nothing', () => {
  const progress = createProgress(true);
  progress.note('hello');
  progress.stage('Playing').update(1, 2, '');
  progress.stage('Playing').end('');
  expect(said).toBe('');
});
