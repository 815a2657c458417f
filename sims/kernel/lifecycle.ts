/** A lifecycle: a statechart that governs one status column of one table. Tools send events; nothing else changes the column. */
import type { World } from './world.ts';
import type { ToolError } from './tool.ts';

/** What a domain expert draws: flat states, events and their targets. JSON-serialisable. */
export interface LifecycleDefinition {
  readonly id: string;
  readonly table: string;
  readonly column: string;
  readonly initial: string;
  /** True where things go round for ever: then there need not be a way to an end from everywhere. */
  readonly cyclic?: boolean;
  readonly states: Readonly<
    Record<
      string,
      {
        readonly final?: boolean;
        readonly on?: Readonly<Record<string, string>>;
        readonly description?: string;
      }
    >
  >;
}

export type Transition =
  | { readonly ok: true; readonly from: string; readonly to: string }
  | { readonly ok: false; readonly error: ToolError };

/** An xstate machine configuration, JSON-serialisable: what draws the diagram and feeds the path generator. */
export interface LifecycleMachine {
  readonly id: string;
  readonly initial: string;
  readonly states: Record<
    string,
    { readonly type?: 'final'; readonly on: Record<string, string>; readonly description?: string }
  >;
}

export interface Lifecycle {
  readonly definition: LifecycleDefinition;
  readonly machine: LifecycleMachine;
  /** Events that are legal in a state, sorted. @throws RangeError for a state that does not exist. */
  legal(state: string): readonly string[];
  /** Pure: what an event would do in a state. An illegal one is `illegal_transition`, naming the state and the legal events. */
  transition(state: string, event: string): Transition;
  /** Sends an event to a row of the governed table and writes the new state. `not_found` where there is no such row. */
  send(world: World, key: number, event: string): Transition;
}
