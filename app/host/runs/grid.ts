/** A run as a grid: a row a task, a letter an episode. */
import type { TraceStore } from '@understudy/engine';
import type { RunGrid } from '../contract/runs.ts';

/** Larger grids are looked at as lists. */
const LARGEST = 20_000;

export function gridOf(store: TraceStore, runId: string, samples: number): RunGrid {
  const rows = new Map<string, { readonly family: string; readonly cells: string[] }>();
  const lines = store.find({ runs: [runId], sort: 'oldest' }, { offset: 0, limit: LARGEST });
  for (const line of lines) {
    const row = rows.get(line.taskId) ?? {
      family: line.family,
      cells: Array.from({ length: samples }, () => '.'),
    };
    rows.set(line.taskId, row);
    if (line.sample < samples) row.cells[line.sample] = letterOf(line.status, line.success);
  }
  return {
    samples,
    rows: [...rows].map(([taskId, { family, cells }]) => ({ taskId, family, cells: cells.join('') })),
  };
}

function letterOf(status: string, success: boolean | null): string {
  if (status === 'running') return 'r';
  if (success === null) return 'u';
  return success ? 'p' : 'f';
}
