/** What a tool is: the only way an agent (or a simulated user) reads or changes a world. */
import type { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Json, JsonObject } from './json.ts';
import type { World } from './world.ts';

export type ToolErrorCode =
  | 'not_found'
  | 'validation'
  | 'forbidden'
  | 'conflict'
  | 'illegal_transition'
  | 'rate_limited'
  | 'unavailable'
  | 'unknown_tool';

/** An answer of the system, not an exception: the agent reads it and may act on it. */
export interface ToolError {
  readonly code: ToolErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly retryable: boolean;
}

export type ToolOutcome =
  { readonly ok: true; readonly result: Json } | { readonly ok: false; readonly error: ToolError };

/** Who acts: an agent works a ticket; a simulated user may have tools of its own. */
export interface Actor {
  readonly kind: 'agent' | 'user' | 'system';
  readonly id: string;
}

export interface ToolContext {
  readonly world: World;
  readonly clock: Clock;
  readonly actor: Actor;
  /** What the episode is about; the tools that speak of "this ticket" read it. */
  readonly focus: JsonObject;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly effect: 'read' | 'write';
  /** Who calls it; `agent` where it is not said. Tools of the user or of the system (warehouse, carrier, clock) are never offered to an agent. */
  readonly by?: Actor['kind'];
  /** Simulated seconds the call takes; the clock advances by it. */
  readonly seconds: number;
  readonly parameters: z.ZodObject;
  /** Lifecycle events this tool may send, as `lifecycle.EVENT`: the model checker and the diagrams read it. */
  readonly events?: readonly string[];
  /** Checks the raw arguments and does the work. Made by `defineTool`, called by `invokeTool` only. */
  run(context: ToolContext, rawArgs: unknown): ToolOutcome;
}

/** A tool as a model sees it: OpenAI function shape without its wrapper. `parameters` is JSON Schema 2020-12. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
}
