/** Customers and where they live. */
import { DAY, OPENING_TIME, text } from '@understudy/kernel';
import type { Locale, Person, PopulationOptions, Rng, Split, Template } from '@understudy/kernel';
import { emailOf, localesFor, nameOf, namesOf, numberOf, numbersOf } from '@understudy/people';
import type { AddressRow, CustomerRow } from '../rows.ts';
import type { Draft } from './draft.ts';

/**
 * Adds customers with one address each, a second one for one in eight. Ids are short: at most three digits when they suffice.
 * The people given become customers with their own names and addresses of e-mail, and count among the `count`; there are more
 * customers than that only where more people are given. Throws RangeError where the customer numbers of the split do not suffice.
 */
export function addCustomers(
  draft: Draft,
  rng: Rng,
  split: Split,
  count: number,
  from: Pick<PopulationOptions, 'locales' | 'people'> = {},
): void {
  const { locales = ['en'], people: known = [] } = from;
  const wanted = Math.max(count, known.length);
  const ids = rng.shuffle(numbersOf(split, 10, wanted <= 400 ? 999 : 9999)).slice(0, wanted);
  if (ids.length < wanted)
    throw new RangeError(
      `there are customer numbers for ${ids.length} people, not for ${wanted}; give fewer`,
    );
  // A fork of its own: which locales there are does not change how the other dice fall.
  const homes = localesFor(wanted, locales, rng.fork('locales'));
  const taken = new Set(known.map((person) => person.email));
  ids.forEach((id, index) => {
    const locale = homes[index] ?? 'en';
    const drawn = drawPerson(id, locale, split, rng, taken);
    const { name, email } = known[index] ?? drawn;
    draft.customers.push({
      id,
      name,
      email,
      tier: rng.chance(0.7) ? 'standard' : rng.chance(0.7) ? 'plus' : 'vip',
      created_at: OPENING_TIME - rng.int(100, 1500) * DAY,
    } satisfies CustomerRow);
    draft.addresses.push(address(draft.addresses.length + 1, id, locale, rng, split, 1));
    if (rng.chance(0.125))
      draft.addresses.push(address(draft.addresses.length + 1, id, locale, rng, split, 0));
  });
}

/** Somebody new: a namesake with the same number may have come from another system. */
function drawPerson(id: number, locale: Locale, split: Split, rng: Rng, taken: ReadonlySet<string>): Person {
  for (;;) {
    const name = nameOf(locale, split, rng);
    const email = emailOf(name, id);
    if (!taken.has(email)) return { name, email };
  }
}

function address(
  id: number,
  customerId: number,
  locale: Locale,
  rng: Rng,
  split: Split,
  isDefault: 0 | 1,
): AddressRow {
  const { streets, cities } = namesOf(locale);
  return {
    id,
    customer_id: customerId,
    street: `${rng.pick(streets)} ${rng.int(1, 99)}`,
    city: rng.pick(cities),
    postcode: String(numberOf(split, rng, 10000, 99999)),
    is_default: isDefault,
  };
}

/** Everybody who buys here. */
export function people(population: Template): readonly Person[] {
  const rows = population.tables.find((table) => table.name === 'customers')?.rows ?? [];
  return rows.map((row) => ({ name: text(row, 'name'), email: text(row, 'email') }));
}
