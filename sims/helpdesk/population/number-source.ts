/** Public ids for new rows: numbers of one split, short ones first, in random order. */
import type { Rng, Split } from '@understudy/kernel';
import { numbersOf } from '@understudy/people';

/** Each call gives another number of at most four digits, those below 1000 first. Throws RangeError when they run out. */
export function numberSource(split: Split, rng: Rng): () => number {
  const numbers = [
    ...rng.shuffle(numbersOf(split, 10, 999)),
    ...rng.shuffle(numbersOf(split, 1000, 9999)),
  ].values();
  return () => {
    const next = numbers.next();
    if (next.done === true)
      throw new RangeError('there are no more four-digit numbers; ask for a smaller population');
    return next.value;
  };
}
