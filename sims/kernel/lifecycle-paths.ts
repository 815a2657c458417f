/** Questions about a lifecycle as a graph: its edges, what can be reached, and by which events. */
import type { LifecycleDefinition } from './lifecycle.ts';

export interface Edge {
  readonly from: string;
  readonly event: string;
  readonly to: string;
}

/** Every legal event in every state, in the order of the definition. */
export function edgesOf({ states }: LifecycleDefinition): readonly Edge[] {
  return Object.entries(states).flatMap(([from, state]) =>
    Object.entries(state.on ?? {}).map(([event, to]) => ({ from, event, to })),
  );
}

/** The names `lifecycle.EVENT`, each once. */
export function eventsOf(lifecycle: LifecycleDefinition): readonly string[] {
  return [...new Set(edgesOf(lifecycle).map(({ event }) => `${lifecycle.id}.${event}`))];
}

/** States from which some of `targets` can be reached; the targets themselves are among them. */
export function statesLeadingTo(
  lifecycle: LifecycleDefinition,
  targets: readonly string[],
): ReadonlySet<string> {
  const edges = edgesOf(lifecycle);
  const found = new Set(targets);
  for (const state of found) for (const { from, to } of edges) if (to === state) found.add(from);
  return found;
}

/** The shortest way from one state to another by the edges that are allowed; empty where they are the same, undefined where there is none. */
export function shortestPath(edges: readonly Edge[], from: string, to: string): readonly Edge[] | undefined {
  const ways = new Map<string, readonly Edge[]>([[from, []]]);
  for (const [state, way] of ways) {
    if (state === to) return way;
    for (const edge of edges)
      if (edge.from === state && !ways.has(edge.to)) ways.set(edge.to, [...way, edge]);
  }
  return undefined;
}
