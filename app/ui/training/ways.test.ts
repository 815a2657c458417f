import { expect, test } from 'vitest';
import { costWords, firstSentences, missingFor, sizeOf, tasksOf, usualRate, usualSettings } from './ways.ts';

test('a small model begins with large steps, a large one with small ones', () => {
  const large = { id: 'l', title: 'L', parameters: 7e9 };
  expect(usualSettings('sft', undefined, false)).toEqual({ lr: 1e-3, epochs: 4, batchTokens: 8192 });
  expect(usualSettings('sft', large, false).lr).toBeLessThan(1e-4);
  expect(usualSettings('dpo', large, false).lr).toBeLessThan(usualSettings('dpo', undefined, false).lr);
});

test('learning by doing takes smaller steps with a large model, and with an adapter steps in between', () => {
  const large = { id: 'l', title: 'L', parameters: 7e9 };
  const rates = [usualRate(undefined, false), usualRate(large, true), usualRate(large, false)];
  expect(rates).toEqual(rates.toSorted((a, b) => b - a));
});

test('a size never takes more tasks than there are, and is known again by its numbers', () => {
  const pack = { train: 220, heldout: 30 };
  expect(tasksOf('medium', pack)).toEqual({ train: 66, heldout: 30 });
  for (const size of ['small', 'medium', 'all'] as const)
    expect(sizeOf(tasksOf(size, pack), pack)).toBe(size);
  expect(sizeOf({ train: 7, heldout: 2 }, pack)).toBeNull();
  expect(sizeOf({ train: 5, heldout: 5 }, { train: 5, heldout: 5 })).toBe('all');
});

test('a dataset teaches what it holds, and says what it lacks', () => {
  const dataset = {
    ...{ folder: 'd-1', name: 'd', version: '1', scenario: 's', episodes: 9 },
    ...{ tokens: 9, pairs: 0, kto: 3, labels: 2 },
  };
  expect(missingFor('dpo', dataset)).toContain('pairs');
  for (const method of ['sft', 'kto', 'reward'] as const) expect(missingFor(method, dataset)).toBeNull();
  expect(missingFor('reward', { ...dataset, labels: 0 })).toContain('grades');
});

test('a recipe says in short when it fits and what it costs', () => {
  expect(firstSentences('Begin here. It is the steadiest and the cheapest of all of them. More.')).toBe(
    'Begin here. It is the steadiest and the cheapest of all of them.',
  );
  const card = {
    ...{ name: 'r', title: 'R', explanation: '', whenToUse: '', watch: [], sources: [], stages: [] },
    ...{ tries: 8, trainings: 1, measurements: 2, live: false },
  };
  expect(costWords(card)).toBe('8 tries a task · 1 training · 2 measurements');
  expect(costWords({ ...card, live: true })).toContain('more while it learns');
});
