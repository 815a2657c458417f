/** What is looked for among episodes, as it stands in the address: a search can be sent to somebody, and survives a reload. */
import type { EpisodeSearch } from '@understudy/host/contract';

/** The fields of a search that hold several values, and their names in the address. */
export const lists = {
  outcomes: 'outcome',
  scenarios: 'scenario',
  families: 'family',
  policies: 'policy',
  splits: 'split',
  ends: 'end',
  flags: 'flag',
} as const;
export type ListField = keyof typeof lists;

const outcomes = ['passed', 'failed', 'unjudged', 'running', 'abandoned'] as const;
const splits = ['train', 'heldout'] as const;
const ends = ['resolved', 'user_left', 'turn_limit', 'malformed', 'cancelled', 'failed'] as const;
const sorts = ['newest', 'oldest', 'best', 'worst', 'longest', 'shortest', 'errors'] as const;

/** Unknown values in an address are left out: it may come from a later version. */
export function searchOf(params: URLSearchParams): EpisodeSearch {
  const all = (field: ListField): readonly string[] => params.getAll(lists[field]);
  const known = <T extends string>(field: ListField, values: readonly T[]): T[] =>
    values.filter((value) => all(field).includes(value));
  const some = <T>(values: readonly T[]): T[] | undefined => (values.length === 0 ? undefined : [...values]);
  const parts = {
    outcomes: some(known('outcomes', outcomes)),
    scenarios: some(all('scenarios')),
    families: some(all('families')),
    policies: some(all('policies')),
    splits: some(known('splits', splits)),
    ends: some(known('ends', ends)),
    flags: some(all('flags')),
    text: params.get('q') ?? undefined,
    sort: sorts.find((sort) => sort === params.get('sort')),
  };
  const given: EpisodeSearch = Object.fromEntries(
    Object.entries(parts).filter(([, value]) => value !== undefined && value !== ''),
  );
  return given;
}

/** The address with one field of the search changed; what else is in it stays. */
export function withList(
  params: URLSearchParams,
  field: ListField,
  values: readonly string[],
): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete(lists[field]);
  for (const value of values) next.append(lists[field], value);
  return next;
}

export function withText(params: URLSearchParams, name: 'q' | 'sort', value: string): URLSearchParams {
  const next = new URLSearchParams(params);
  if (value === '') next.delete(name);
  else next.set(name, value);
  return next;
}

/** How many fields restrict the search. */
export function restrictions(search: EpisodeSearch): number {
  return Object.entries(search).filter(([name, value]) => name !== 'sort' && value !== undefined).length;
}
