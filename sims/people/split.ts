/**
 * How the two populations are kept apart. Numbers an agent copies (order numbers, customer ids, sku numbers, postcodes) belong to
 * a split by their digit sum, so that every digit still occurs in every place of both; names and products have lists of their own.
 */
import type { Rng, Split } from '@understudy/kernel';

/** The split a whole number belongs to: an even digit sum is `train`, an odd one `heldout`. */
export function splitOfNumber(value: number): Split {
  let sum = 0;
  for (const digit of String(value)) sum += Number(digit);
  return sum % 2 === 0 ? 'train' : 'heldout';
}

/** All numbers of a split in [low, high], ascending. */
export function numbersOf(split: Split, low: number, high: number): number[] {
  const numbers: number[] = [];
  for (let value = low; value <= high; value += 1) if (splitOfNumber(value) === split) numbers.push(value);
  return numbers;
}

/** One number of a split, uniformly in [low, high]; the range must hold some. */
export function numberOf(split: Split, rng: Rng, low: number, high: number): number {
  for (;;) {
    const value = rng.int(low, high);
    if (splitOfNumber(value) === split) return value;
  }
}
