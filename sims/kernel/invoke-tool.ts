/** The one way a tool is called: name and arguments checked, undone unless it succeeds, simulated time spent. */
import { z } from 'zod';
import type { Timer } from './clock.ts';
import type { Json, JsonObject } from './json.ts';
import { nearest } from './nearest.ts';
import type { Tool, ToolContext, ToolError, ToolErrorCode, ToolOutcome, ToolSpec } from './tool.ts';

/** What a tool's author writes; `args` has the type of the parameters. */
export interface ToolDefinition<P extends z.ZodObject> extends Omit<Tool, 'parameters' | 'run'> {
  readonly parameters: P;
  run(context: ToolContext, args: z.output<P>): ToolOutcome;
}

/** Makes a tool whose `run` takes raw arguments, checks them, and answers `validation` where they do not fit. */
export function defineTool<P extends z.ZodObject>(definition: ToolDefinition<P>): Tool {
  const { parameters } = definition;
  return {
    ...definition,
    run: (context, rawArgs) => {
      const parsed = parameters.safeParse(rawArgs);
      if (!parsed.success)
        return { ok: false, error: validationError(definition.name, parameters, parsed.error) };
      return definition.run(context, parsed.data);
    },
  };
}

/** A tool's good answer. */
export function succeed(result: Json): ToolOutcome {
  return { ok: true, result };
}

/** A tool's refusal. Retryable by default when the code is `rate_limited` or `unavailable`. */
export function fail(
  code: ToolErrorCode,
  message: string,
  more: { readonly hint?: string; readonly retryable?: boolean } = {},
): { readonly ok: false; readonly error: ToolError } {
  const { hint, retryable = code === 'rate_limited' || code === 'unavailable' } = more;
  return {
    ok: false,
    error: hint === undefined ? { code, message, retryable } : { code, message, hint, retryable },
  };
}

/**
 * Calls a tool. An error outcome leaves no trace in the world or among the timers; a throw is a bug of the system and
 * goes on to the caller, after the same undoing. The time the call took is spent either way, except for a tool that
 * does not exist. Timers that came due while it ran go to `onDue`, earliest first, before the tool runs; without
 * `onDue` they stay set, and whoever advances the clock next gets them.
 */
export function invokeTool(
  tools: readonly Tool[],
  context: ToolContext,
  name: string,
  rawArgs: unknown,
  onDue?: (timer: Timer) => void,
): ToolOutcome {
  const tool = index(tools).get(name);
  if (tool === undefined) return unknownTool(tools, name);
  const { world, clock } = context;
  for (const timer of clock.advance(tool.seconds * 1000)) {
    if (onDue === undefined) clock.schedule(timer);
    else onDue(timer);
  }
  const before = clock.state();
  let done = false;
  try {
    const outcome = world.attempt(() => tool.run(context, rawArgs), succeeded);
    done = outcome.ok;
    return outcome;
  } finally {
    if (!done && clock.state() !== before) clock.restore(before);
  }
}

/** A tool as models see it. */
export function toolSpec(tool: Tool): ToolSpec {
  const schema = z.toJSONSchema(tool.parameters, { io: 'input' });
  const parameters: Record<string, Json> = {};
  for (const [key, value] of Object.entries(jsonObject.parse(schema)))
    if (key !== '$schema') parameters[key] = value;
  return { name: tool.name, description: tool.description, parameters };
}

const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());

const succeeded = (outcome: ToolOutcome): boolean => outcome.ok;

const indexes = new WeakMap<readonly Tool[], ReadonlyMap<string, Tool>>();

function index(tools: readonly Tool[]): ReadonlyMap<string, Tool> {
  let byName = indexes.get(tools);
  if (byName === undefined) {
    byName = new Map(tools.map((tool) => [tool.name, tool]));
    indexes.set(tools, byName);
  }
  return byName;
}

function unknownTool(tools: readonly Tool[], name: string): ToolOutcome {
  const names = tools.map((tool) => tool.name);
  const close = nearest(name, names);
  const hint = close.length > 0 ? `Did you mean ${close.join(', ')}?` : `Tools: ${names.join(', ')}`;
  return fail('unknown_tool', `There is no tool called ${JSON.stringify(name.slice(0, 80))}.`, { hint });
}

/** How many wrong arguments one message names. */
const NAMED_ISSUES = 3;

function validationError(name: string, parameters: z.ZodObject, error: z.ZodError): ToolError {
  const issues = error.issues.slice(0, NAMED_ISSUES).map((issue) => {
    const path = issue.path.map(String).join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  const more = error.issues.length - issues.length;
  const message = `${name} did not accept its arguments. ${issues.join('; ')}${more > 0 ? `; and ${String(more)} more` : ''}`;
  const known = Object.entries(parameters.shape).map(
    ([key, field]) => `${key}${z.safeParse(field, undefined).success ? ' (optional)' : ''}`,
  );
  const hint = known.length === 0 ? `${name} takes no arguments.` : `${name} takes ${known.join(', ')}.`;
  return { code: 'validation', message, hint, retryable: false };
}
