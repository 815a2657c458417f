/** Paths through a lifecycle that visit no state twice: what can have happened to a row before an episode opens. */
import type { Lifecycle, LifecycleDefinition, Rng, Row } from '@understudy/kernel';
import { ScenarioError } from '../schema/expression.ts';

export interface LifecyclePath {
  /** Where it ends. */
  readonly state: string;
  readonly events: readonly string[];
}

/** Every path of at most `longest` events from the initial state, the empty one first; events in alphabetical order. */
export function simplePaths(definition: LifecycleDefinition, longest: number): readonly LifecyclePath[] {
  const found: LifecyclePath[] = [];
  const walk = (state: string, events: readonly string[], seen: readonly string[]): void => {
    found.push({ state, events });
    if (events.length === longest) return;
    const moves = Object.entries(definition.states[state]?.on ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [event, target] of moves)
      if (!seen.includes(target)) walk(target, [...events, event], [...seen, target]);
  };
  walk(definition.initial, [], [definition.initial]);
  return found;
}

/** One path: first the end state evenly, then one of the paths that end there. Throws ScenarioError naming `place`. */
export function drawPath(
  spec: {
    readonly lifecycle: string;
    readonly to?: readonly string[] | undefined;
    readonly longest: number;
  },
  lifecycles: readonly Lifecycle[],
  rng: Rng,
  place: string,
): Row {
  const lifecycle = lifecycles.find(({ definition }) => definition.id === spec.lifecycle);
  if (lifecycle === undefined)
    throw new ScenarioError(
      `${place}: no lifecycle "${spec.lifecycle}"; there are: ${lifecycles.map(({ definition }) => definition.id).join(', ')}`,
    );
  const { states } = lifecycle.definition;
  const stray = spec.to?.find((state) => states[state] === undefined);
  if (stray !== undefined)
    throw new ScenarioError(
      `${place}: ${spec.lifecycle} has no state "${stray}"; it has: ${Object.keys(states).join(', ')}`,
    );
  const paths = simplePaths(lifecycle.definition, spec.longest);
  const ends = [...new Set(paths.map(({ state }) => state))]
    .filter((state) => spec.to?.includes(state) !== false)
    .sort();
  if (ends.length === 0)
    throw new ScenarioError(
      `${place}: no path of ${String(spec.longest)} events of ${spec.lifecycle} ends in ${spec.to?.join(' or ') ?? 'any state'}; allow a longer one`,
    );
  const end = rng.pick(ends);
  const { state, events } = rng.pick(paths.filter((path) => path.state === end));
  return { state, steps: events.length, events: events.join(' ') };
}
