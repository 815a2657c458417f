import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bookOf, Curve, positive, smoothed, spread } from './curve.ts';

test('a curve grows beyond its first size, and goes back where a job goes back to a checkpoint', () => {
  const curve = new Curve();
  for (let step = 1; step <= 3000; step += 1) curve.add(step, -step);
  expect([curve.length, curve.last]).toEqual([3000, -3000]);
  curve.add(2000, 7);
  expect([curve.length, curve.last, curve.steps.at(-1)]).toEqual([2000, 7, 2000]);
});

test('between two steps the earlier value holds', () => {
  const curve = new Curve();
  [10, 20, 30].forEach((step) => curve.add(step, step / 10));
  expect([5, 10, 19, 20, 99].map((step) => curve.at(step))).toEqual([null, 1, 1, 2, 3]);
});

test('a book keeps the same list of names until another curve comes', () => {
  const book = bookOf([{ name: 'loss', steps: [1], values: [2] }]);
  const names = book.names();
  let told = 0;
  const stop = book.subscribe(() => (told += 1));
  book.append([{ name: 'loss', step: 2, value: 1 }]);
  expect(book.names()).toBe(names);
  book.append([{ name: 'lr', step: 2, value: 1 }]);
  expect(book.names()).toEqual(['loss', 'lr']);
  stop();
  book.append([]);
  expect(told).toBe(2);
});

test('smoothing stays between the extremes, leaves a flat line flat, and does nothing at 0', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e3, max: 1e3 }), { minLength: 1, maxLength: 50 }),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (list, weight) => {
        // There is no -0 in what a trainer says.
        const values = Float64Array.from(list, (value) => value + 0);
        const smooth = smoothed(values, weight);
        for (const value of smooth) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...list) - 1e-6);
          expect(value).toBeLessThanOrEqual(Math.max(...list) + 1e-6);
        }
        expect([...smoothed(values, 0)]).toEqual([...values]);
      },
    ),
  );
});

test('what a logarithm cannot show is left out', () => {
  const [steps, values] = positive(Float64Array.of(1, 2, 3), Float64Array.of(1, 0, 2));
  expect([[...steps], [...values]]).toEqual([
    [1, 3],
    [1, 2],
  ]);
});

test('rows of a table are spread over all steps', () => {
  expect(spread(3, 10)).toEqual([0, 1, 2]);
  expect(spread(101, 3)).toEqual([0, 50, 100]);
});
