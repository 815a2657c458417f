/** Customers and where they live. */
import { DAY, OPENING_TIME, text } from '@understudy/kernel';
import type { Person, Rng, Split, Template } from '@understudy/kernel';
import { namesOf, numberOf, numbersOf } from '@understudy/people';
import type { AddressRow, CustomerRow } from '../rows.ts';
import type { Draft } from './draft.ts';

const { cities: CITIES, first: FIRST_NAMES, last: LAST_NAMES, streets: STREETS } = namesOf('en');

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

/** Everybody who buys here. */
export function people(population: Template): readonly Person[] {
  const rows = population.tables.find((table) => table.name === 'customers')?.rows ?? [];
  return rows.map((row) => ({ name: text(row, 'name'), email: text(row, 'email') }));
}
