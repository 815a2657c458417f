import { createRng } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withSlips } from './slips.ts';

const keep = ['kim.lee7@example.com', 'Desk Lamp', '4821', 'ORD-77-B'];
const line = fc
  .array(
    fc.oneof(
      fc.constantFrom(...keep),
      fc.constantFrom('please', 'send', 'the', 'whole', 'Straße', 'déjà', 'money.'),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((words) => words.join(' '));

describe('slips of the pen', () => {
  it('leave facts, figures and addresses alone', () => {
    fc.assert(
      fc.property(line, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer(), (text, literacy, seed) => {
        const slipped = withSlips(text, keep, literacy, createRng(seed));
        for (const fact of keep)
          expect(slipped.split(fact).length, slipped).toBeGreaterThanOrEqual(text.split(fact).length);
        expect(slipped.replace(/\D/g, '')).toBe(text.replace(/\D/g, ''));
      }),
    );
  });

  it('do not happen to those who write cleanly, and do to those who cannot', () => {
    const text = 'Please send somebody who understands these machines.';
    expect(withSlips(text, [], 1, createRng(1))).toBe(text);
    const slipped = Array.from({ length: 20 }, (_, seed) => withSlips(text, [], 0, createRng(seed)));
    expect(new Set(slipped).size).toBeGreaterThan(15);
    for (const one of slipped) expect(Math.abs(one.length - text.length)).toBeLessThan(9);
  });
});
