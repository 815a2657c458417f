/** Customers and where they live. */
import type { Rng, Split } from '@understudy/kernel';
import type { AddressRow, CustomerRow } from '../rows.ts';
import { DAY, OPENING_TIME } from '../time.ts';
import type { Draft } from './draft.ts';
import { CITIES, FIRST_NAMES, LAST_NAMES, STREETS } from './names.ts';
import { numberOf, numbersOf } from './split.ts';

/** Adds customers with one address each, a second one for one in eight. Ids are short: at most three digits when they suffice. */
export function addCustomers(draft: Draft, rng: Rng, split: Split, count: number): void {
  const ids = rng.shuffle(numbersOf(split, 10, count <= 400 ? 999 : 9999)).slice(0, count);
  for (const id of ids) {
    const first = rng.pick(FIRST_NAMES[split]);
    const last = rng.pick(LAST_NAMES[split]);
    const customer: CustomerRow = {
      id,
      name: `${first} ${last}`,
      email: `${first}.${last}${id}@example.com`.toLowerCase(),
      tier: rng.chance(0.7) ? 'standard' : rng.chance(0.7) ? 'plus' : 'vip',
      created_at: OPENING_TIME - rng.int(100, 1500) * DAY,
    };
    draft.customers.push(customer);
    draft.addresses.push(address(draft.addresses.length + 1, id, rng, split, 1));
    if (rng.chance(0.125)) draft.addresses.push(address(draft.addresses.length + 1, id, rng, split, 0));
  }
}

function address(id: number, customerId: number, rng: Rng, split: Split, isDefault: 0 | 1): AddressRow {
  return {
    id,
    customer_id: customerId,
    street: `${rng.pick(STREETS)} ${rng.int(1, 99)}`,
    city: rng.pick(CITIES),
    postcode: String(numberOf(split, rng, 10000, 99999)),
    is_default: isDefault,
  };
}
