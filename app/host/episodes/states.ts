/** Which rows went through which states of their lifecycles, step by step, read off the recorded changes. Pure. */
import type { LifecycleDefinition } from '@understudy/kernel';
import { systems, type EpisodeEvent } from '@understudy/scenarios';
import type { StateChange } from '../contract/episodes.ts';
import type { ChartView } from '../contract/systems.ts';
import { chartOf } from '../systems/charts.ts';

/** Tables have unique names across the systems, and a table may have several lifecycles. */
const lifecycles: readonly LifecycleDefinition[] = [...systems.values()].flatMap(
  (system) => system.lifecycles,
);
const charts = new Map<string, ChartView>();

/** The lifecycle of that id as it is drawn; undefined where there is none. */
export function chartNamed(id: string): ChartView | undefined {
  const known = charts.get(id);
  const definition = lifecycles.find((one) => one.id === id);
  if (known !== undefined || definition === undefined) return known;
  const chart = chartOf(definition);
  charts.set(id, chart);
  return chart;
}

/** The lifecycle that governs a column; undefined where none does. */
export function chartOfColumn(table: string, column: string): ChartView | undefined {
  const found = lifecycles.find((one) => one.table === table && one.column === column);
  return found === undefined ? undefined : chartNamed(found.id);
}

export function stateChanges(events: readonly EpisodeEvent[]): readonly StateChange[] {
  return events.flatMap((event) => {
    if (event.type !== 'tool_result' && event.type !== 'timer') return [];
    return (event.changes ?? []).flatMap(({ table, key, before, after }) =>
      lifecycles.flatMap((one): readonly StateChange[] => {
        if (one.table !== table) return [];
        const from = stateIn(before, one.column);
        const to = stateIn(after, one.column);
        return from === to ? [] : [{ seq: event.seq, chart: one.id, key, from, to }];
      }),
    );
  });
}

function stateIn(
  row: Readonly<Record<string, string | number | null>> | null,
  column: string,
): string | null {
  const value = row?.[column] ?? null;
  return value === null ? null : String(value);
}

/** The lifecycles of these changes, each once, in the order in which they first moved. */
export function chartsOf(changes: readonly StateChange[]): readonly ChartView[] {
  return [...new Set(changes.map(({ chart }) => chart))].flatMap((id) => chartNamed(id) ?? []);
}
