/** Lifecycles as the screens draw them. */
import { edgesOf, type LifecycleDefinition, type System } from '@understudy/kernel';
import { systems } from '@understudy/scenarios';
import type { ChartView } from '../contract/systems.ts';
import { inWords } from './words.ts';

/** A lifecycle of any of the systems, by its id; ids are unique across them. */
export function chartOf(
  lifecycle: LifecycleDefinition,
  within: Iterable<System> = systems.values(),
): ChartView {
  const { id, table, column, initial, states } = lifecycle;
  const all = [...within];
  const sendersOf = (event: string): readonly string[] => {
    const name = `${id}.${event}`;
    const tools = all.flatMap((system) => system.tools.filter(({ events = [] }) => events.includes(name)));
    const timed = all.some(({ timers = {} }) => Object.hasOwn(timers, name));
    return [...tools.map((tool) => tool.name), ...(timed ? ['a timer'] : [])];
  };
  return {
    id,
    title: inWords(id),
    table,
    column,
    states: Object.entries(states).map(([name, { description, final = false }]) => ({
      id: name,
      label: inWords(name),
      description: description ?? null,
      initial: name === initial,
      final,
    })),
    transitions: edgesOf(lifecycle).map((edge) => ({ ...edge, tools: sendersOf(edge.event) })),
  };
}
