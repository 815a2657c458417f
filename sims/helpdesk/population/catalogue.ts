/** Products with skus and prices. */
import type { Rng, Split } from '@understudy/kernel';
import { numbersOf } from '@understudy/people';
import type { Draft } from './draft.ts';
import { PRODUCT_NAMES } from './product-names.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const ENDINGS = [0, 50, 90, 95] as const;
/** Shares of the catalogue, rounded up: what costs 100.00 or more, and what is sold as final sale. */
const DEAR_SHARE = 0.3;
const FINAL_SALE_SHARE = 0.16;

/** Adds `count` products, at most as many as the split has names. Prices do not follow from names: they must be read. */
export function addProducts(draft: Draft, rng: Rng, split: Split, count: number): void {
  const names = rng.shuffle(PRODUCT_NAMES[split]).slice(0, count);
  const numbers = numbersOf(split, 1, 99);
  const skus = rng.shuffle(LETTERS.flatMap((letter) => numbers.map((number) => `${letter}${number}`)));
  const dear = Math.ceil(names.length * DEAR_SHARE);
  const finalSale = new Set(rng.shuffle(names).slice(0, Math.ceil(names.length * FINAL_SALE_SHARE)));
  names.forEach((name, index) => {
    draft.products.push({
      id: index + 1,
      sku: skus[index] ?? '',
      name,
      price_cents: index < dear ? dearPrice(rng) : modestPrice(rng),
      final_sale: finalSale.has(name) ? 1 : 0,
      stock: rng.int(3, 60),
    });
  });
}

/** 100.00 to 400.00. */
function dearPrice(rng: Rng): number {
  return Math.min(40000, rng.int(100, 400) * 100 + rng.pick(ENDINGS));
}

/** 4.50 to 99.95. */
function modestPrice(rng: Rng): number {
  return Math.max(450, rng.int(4, 99) * 100 + rng.pick(ENDINGS));
}
