/** The one way a tool is called: name and arguments checked, undone unless it succeeds, simulated time spent. */
import type { Timer } from './clock.ts';
import { fail } from './define-tool.ts';
import { nearest } from './nearest.ts';
import type { Tool, ToolContext, ToolOutcome } from './tool.ts';

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
