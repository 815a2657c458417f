/** What is sold, and for how much. */
import type { Rng } from '@understudy/kernel';
import { numberOf } from '@understudy/people';
import type { CrmProductRow, PriceBookEntryRow } from '../rows.ts';
import type { Draft } from './draft.ts';
import { PRODUCT_NAMES } from './names.ts';

const PRICES: Readonly<Record<CrmProductRow['family'], readonly [number, number]>> = {
  // Lowest and highest price in whole units.
  platform: [900, 4800],
  add_on: [120, 900],
  hardware: [80, 700],
  service: [400, 3500],
};
/** The partner price, in percent of the standard one. */
const PARTNER_PERCENT = 80;

export interface Catalogue {
  readonly standardBook: number;
  /** Active products at their standard price. */
  readonly entries: readonly PriceBookEntryRow[];
}

/** Prices do not follow from names: they must be read. The last product is no longer sold. */
export function addCatalogue(draft: Draft, rng: Rng): Catalogue {
  const { tables, split } = draft;
  const standardBook = draft.id('price_books');
  const partnerBook = draft.id('price_books');
  tables.price_books.push(
    { id: standardBook, name: 'Standard', is_standard: 1, active: 1 },
    { id: partnerBook, name: 'Partner', is_standard: 0, active: 1 },
  );
  const names = rng.shuffle(PRODUCT_NAMES[split]);
  const entries: PriceBookEntryRow[] = [];
  names.forEach(({ name, family, billing }, index) => {
    const code = newCode(draft, rng, name);
    const active = index === names.length - 1 ? 0 : 1;
    const id = draft.id('crm_products');
    tables.crm_products.push({ id, code, name, family, billing, active });
    const [low, high] = PRICES[family];
    const price = rng.int(low / 10, high / 10) * 1000;
    const entry = {
      id: draft.id('price_book_entries'),
      price_book_id: standardBook,
      product_id: id,
      unit_price_cents: price,
      active,
    } as const;
    tables.price_book_entries.push(entry);
    if (active === 1) entries.push(entry);
    if (family === 'platform' || family === 'add_on')
      tables.price_book_entries.push({
        id: draft.id('price_book_entries'),
        price_book_id: partnerBook,
        product_id: id,
        unit_price_cents: (price * PARTNER_PERCENT) / 100,
        active,
      });
  });
  return { standardBook, entries };
}

/** `Harbor Suite` → `HS-42`; the numbers are the split's. */
function newCode(draft: Draft, rng: Rng, name: string): string {
  const initials = name.replace(/[^A-Z]/g, '');
  for (;;) {
    const code = `${initials}-${numberOf(draft.split, rng, 10, 99)}`;
    if (draft.tables.crm_products.every((product) => product.code !== code)) return code;
  }
}
