/** Whether what a call changed is what the lifecycles allow and the tool declares. */
import { edgesOf, shortestPath } from '../lifecycle-paths.ts';
import type { LifecycleDefinition } from '../lifecycle.ts';
import type { Change } from '../world.ts';

export interface Judgement {
  /** The events, as `lifecycle.EVENT`, by which the changes can have come about. */
  readonly events: readonly string[];
  readonly faults: readonly string[];
}

/**
 * Judges a net change. A call may send several events to one row, so a status must be reachable from the one before (for a new
 * row: from the initial state) by declared events. Without `declared` any legal event will do.
 */
export function judge(
  lifecycles: readonly LifecycleDefinition[],
  changes: readonly Change[],
  declared: readonly string[] | undefined,
): Judgement {
  const events: string[] = [];
  const faults: string[] = [];
  for (const { table, before, after } of changes) {
    for (const lifecycle of lifecycles) {
      if (lifecycle.table !== table || after === null) continue;
      const { id, column, initial, states } = lifecycle;
      const from = before === null ? initial : String(before[column]);
      const to = String(after[column]);
      const edges = edgesOf(lifecycle);
      const allowed = edges.filter(({ event }) => declared?.includes(`${id}.${event}`) ?? true);
      const path = shortestPath(allowed, from, to);
      const start = before === null ? `a new row` : from;
      if (!Object.hasOwn(states, to)) faults.push(`${table}.${column} became ${to}, which is no state`);
      else if (path !== undefined) events.push(...path.map(({ event }) => `${id}.${event}`));
      else if (shortestPath(edges, from, to) === undefined)
        faults.push(`${table}.${column}: ${start} became ${to}, which no event does`);
      else faults.push(`${table}.${column}: ${start} became ${to} by events that the tool does not declare`);
    }
  }
  return { events, faults };
}
