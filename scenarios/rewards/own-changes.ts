/**
 * What an episode changed, without what time alone changed: an SLA clock that was running before the agent came runs out, a caller who
 * was waiting hangs up. Nobody is asked to bring that about, and nobody is blamed for it.
 */
import type { Cell, Change, Row } from '@understudy/kernel';
import { closing } from './log.ts';
import type { Log } from './log.ts';

/** What became of a row by what was under way: a new row's image, or the columns that changed. */
type Drift = Readonly<Record<string, Cell>>;

/**
 * The net changes of the episode, as if what was under way had come about before it opened: rows and columns that only an `ambient`
 * timer changed are none of them, and a column that the episode wrote after one is a change from what the timer had left.
 */
export function ownChanges(log: Log): readonly Change[] {
  const changes = closing(log)?.changes ?? [];
  const drifts = driftsOf(log);
  if (drifts.size === 0) return changes;
  return changes.flatMap((change) => {
    const drift = drifts.get(addressOf(change));
    if (drift === undefined) return [change];
    const before: Row = { ...change.before, ...drift };
    return sameRow(before, change.after) ? [] : [{ ...change, before }];
  });
}

function driftsOf(log: Log): ReadonlyMap<string, Drift> {
  const drifts = new Map<string, Drift>();
  for (const event of log) {
    if (event.type !== 'timer' || event.ambient !== true) continue;
    for (const change of event.changes ?? []) {
      const address = addressOf(change);
      drifts.set(address, { ...drifts.get(address), ...driftOf(change) });
    }
  }
  return drifts;
}

function driftOf({ before, after }: Change): Drift {
  return Object.fromEntries(
    Object.entries(after ?? {}).filter(([column, value]) => before?.[column] !== value),
  );
}

function addressOf({ table, key }: Change): string {
  return `${table}\u0000${String(key)}`;
}

function sameRow(before: Row, after: Row | null): boolean {
  return after !== null && Object.keys(after).every((column) => before[column] === after[column]);
}
