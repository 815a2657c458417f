import { figures, type JobEvent } from '@understudy/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JobCurves, thinned } from './curves.ts';

const metric = (seq: number, step: number, loss: number): JobEvent => ({
  v: 1,
  seq,
  ts: '2026-11-21T10:00:00.000Z',
  job_id: 'j',
  t: 'metric',
  step,
  loss,
});

test('a thinned curve keeps its ends and its extremes, in order, and never has more points than asked for', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 4, max: 60 }),
      (values, most) => {
        const steps = values.map((_, i) => i);
        const thin = thinned({ steps, values }, most);
        expect(thin.steps.length).toBeLessThanOrEqual(Math.max(most, 1));
        expect(thin.steps).toEqual(thin.steps.toSorted((a, b) => a - b));
        expect(new Set(thin.steps).size).toBe(thin.steps.length);
        expect([thin.steps[0], thin.steps.at(-1)]).toEqual([0, values.length - 1]);
        expect(Math.min(...thin.values)).toBe(Math.min(...values));
        expect(Math.max(...thin.values)).toBe(Math.max(...values));
      },
    ),
  );
});

test('steps that are done again after a checkpoint replace what was drawn before', () => {
  const curves = new JobCurves();
  [metric(1, 1, 3), metric(2, 2, 2), metric(3, 3, 1), metric(4, 2, 2.5)].forEach((event) =>
    curves.add(event),
  );
  expect(curves.series()).toEqual([{ name: 'loss', steps: [1, 2], values: [3, 2.5] }]);
  expect(curves.seq).toBe(4);
  expect(figures({ ...metric(5, 3, 1), t: 'metric' }).get('loss')).toBe(1);
});
