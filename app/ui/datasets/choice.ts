/** What somebody chose for a dataset, as it stands in the address: it survives a reload and can be sent to somebody. Pure. */
import type { SelectionSpec } from '@understudy/host/contract';

/** Only what differs from the defaults. */
export type Rules = Partial<SelectionSpec>;

export interface Choice {
  readonly runs: readonly string[];
  readonly rules: Rules;
}

export function choiceOf(params: URLSearchParams): Choice {
  return { runs: params.getAll('run'), rules: rulesOf(params.get('rules')) };
}

/** What cannot be read is left out: the address may come from a later version. The host checks every value. */
function rulesOf(text: string | null): Rules {
  if (text === null) return {};
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? { ...read } : {};
  } catch {
    return {};
  }
}

export function withRuns(params: URLSearchParams, runs: readonly string[]): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete('run');
  for (const run of runs) next.append('run', run);
  return next;
}

/** The address with some rules changed; those that are as the defaults have them are left out of it. */
export function withRules(params: URLSearchParams, change: Rules, defaults: SelectionSpec): URLSearchParams {
  const now = { ...rulesOf(params.get('rules')), ...change };
  const standard = new Map<string, unknown>(Object.entries(defaults));
  const changed = Object.fromEntries(
    Object.entries(now).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(standard.get(name)),
    ),
  );
  const next = new URLSearchParams(params);
  if (Object.keys(changed).length === 0) next.delete('rules');
  else next.set('rules', JSON.stringify(changed));
  return next;
}

/** A name for the dataset out of the scenarios it comes from: `helpdesk-refunds`. */
export function nameFrom(scenarios: readonly string[]): string {
  const name = scenarios.length === 1 ? (scenarios[0] ?? '') : 'mixed';
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 61);
}
