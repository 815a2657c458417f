/** Faults of a lifecycle definition that xstate would let pass or report as something else. */
import type { LifecycleDefinition } from './lifecycle.ts';

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** One sentence a fault, none for a sound definition. */
export function checkLifecycle(definition: LifecycleDefinition): readonly string[] {
  const faults: string[] = [];
  const { initial, states } = definition;
  const names = Object.keys(states);
  for (const [what, name] of [
    ['id', definition.id],
    ['table', definition.table],
    ['column', definition.column],
    ...names.map((state) => ['state', state] as const),
  ] as const) {
    if (!NAME.test(name)) faults.push(`${what} ${JSON.stringify(name)}: use letters, digits and _`);
  }
  if (!Object.hasOwn(states, initial)) faults.push(`initial state ${initial} does not exist`);
  for (const [name, state] of Object.entries(states)) {
    const on = Object.entries(state.on ?? {});
    for (const [event, target] of on) {
      if (!NAME.test(event))
        faults.push(`event ${JSON.stringify(event)} of ${name}: use letters, digits and _`);
      if (!Object.hasOwn(states, target))
        faults.push(`${name}: ${event} leads to ${target}, which does not exist`);
    }
    if (state.final === true && on.length > 0) faults.push(`${name} is final, yet has events`);
    if (state.final !== true && on.length === 0)
      faults.push(`${name} is a dead end; give it an event or make it final`);
  }
  const reached = reachable(definition);
  for (const name of names) if (!reached.has(name)) faults.push(`${name} cannot be reached from ${initial}`);
  return faults;
}

function reachable({ initial, states }: LifecycleDefinition): ReadonlySet<string> {
  const reached = new Set([initial]);
  for (const name of reached) {
    const on = Object.hasOwn(states, name) ? states[name]?.on : undefined;
    for (const target of Object.values(on ?? {})) reached.add(target);
  }
  return reached;
}
