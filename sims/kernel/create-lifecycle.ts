/** Makes a lifecycle out of its definition. xstate decides what is legal; its answers are put in a table, once. */
import { createMachine, transition, type StateValue } from 'xstate';
import { fail } from './define-tool.ts';
import { checkLifecycle } from './check-lifecycle.ts';
import type { Lifecycle, LifecycleDefinition, LifecycleMachine, Transition } from './lifecycle.ts';

/** @throws Error listing every fault that `checkLifecycle` finds. */
export function createLifecycle(definition: LifecycleDefinition): Lifecycle {
  const faults = checkLifecycle(definition);
  if (faults.length > 0) throw new Error(`lifecycle ${definition.id}:\n  ${faults.join('\n  ')}`);
  const config = machineConfig(definition);
  const table = transitionTable(config);
  const { id, table: governed, column } = definition;
  const read = `SELECT "${column}" AS state FROM "${governed}" WHERE rowid = ?`;
  const write = `UPDATE "${governed}" SET "${column}" = ? WHERE rowid = ?`;

  const legal = (state: string): readonly string[] => {
    const events = table.get(state);
    if (events === undefined)
      throw new RangeError(`lifecycle ${id}: there is no state ${JSON.stringify(state)}`);
    return [...events.keys()];
  };
  const answer = (state: string, event: string): Transition => {
    const events = legal(state);
    const to = table.get(state)?.get(event);
    if (to !== undefined) return { ok: true, from: state, to };
    const allowed =
      events.length > 0
        ? `Possible now: ${events.join(', ')}.`
        : `${state} is final: nothing more can happen.`;
    return fail('illegal_transition', `${event} is not possible while the ${id} is ${state}.`, {
      hint: allowed,
    });
  };
  return {
    definition,
    machine: config,
    legal,
    transition: answer,
    send: (world, key, event) => {
      const state = world.get(read, key)?.['state'];
      if (state === undefined) return fail('not_found', `There is no ${id} ${String(key)}.`);
      const result = answer(String(state), event);
      if (result.ok && result.to !== result.from) world.run(write, result.to, key);
      return result;
    },
  };
}

function machineConfig(definition: LifecycleDefinition): LifecycleMachine {
  const states: LifecycleMachine['states'] = {};
  for (const [name, state] of Object.entries(definition.states)) {
    states[name] = {
      ...(state.description === undefined ? {} : { description: state.description }),
      ...(state.final === true ? { type: 'final' as const } : {}),
      on: { ...state.on },
    };
  }
  return { id: definition.id, initial: definition.initial, states };
}

/** state → event → state, events sorted. A legal event may lead back to its own state. */
function transitionTable(config: LifecycleMachine): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const machine = createMachine(config);
  const table = new Map<string, ReadonlyMap<string, string>>();
  for (const state of Object.keys(machine.states)) {
    const snapshot = machine.resolveState({ value: state });
    const events = machine.events.toSorted().filter((type) => snapshot.can({ type }));
    table.set(
      state,
      new Map(events.map((type) => [type, flat(transition(machine, snapshot, { type })[0].value)])),
    );
  }
  return table;
}

function flat(value: StateValue): string {
  if (typeof value !== 'string') throw new TypeError('a lifecycle has flat states only');
  return value;
}
