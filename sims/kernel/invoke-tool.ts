/** The one way a tool is called: name and arguments checked, undone unless it succeeds, simulated time spent. */
import type { Clock, Timer } from './clock.ts';
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
  const tool = findTool(tools, name);
  if (tool === undefined) return unknownTool(tools, name);
  spend(context.clock, tool.seconds, onDue);
  return perform(tool, context, rawArgs, succeeded);
}

/** Lets simulated seconds pass; timers that come due are heard, or stay set where nobody listens. */
export function spend(clock: Clock, seconds: number, onDue: ((timer: Timer) => void) | undefined): void {
  for (const timer of clock.advance(seconds * 1000)) {
    if (onDue === undefined) clock.schedule(timer);
    else onDue(timer);
  }
}

/** Runs a tool and undoes it, in the world and among the timers, unless `keep` says that its outcome stays. */
export function perform(
  tool: Tool,
  context: ToolContext,
  rawArgs: unknown,
  keep: (outcome: ToolOutcome) => boolean,
): ToolOutcome {
  const { world, clock } = context;
  const before = clock.state();
  let done = false;
  try {
    const outcome = world.attempt(() => tool.run(context, rawArgs), keep);
    done = keep(outcome);
    return outcome;
  } finally {
    if (!done && clock.state() !== before) clock.restore(before);
  }
}

export const succeeded = (outcome: ToolOutcome): boolean => outcome.ok;

const indexes = new WeakMap<readonly Tool[], ReadonlyMap<string, Tool>>();

export function findTool(tools: readonly Tool[], name: string): Tool | undefined {
  let byName = indexes.get(tools);
  if (byName === undefined) {
    byName = new Map(tools.map((tool) => [tool.name, tool]));
    indexes.set(tools, byName);
  }
  return byName.get(name);
}

function unknownTool(tools: readonly Tool[], name: string): ToolOutcome {
  const names = tools.map((tool) => tool.name);
  const close = nearest(name, names);
  const hint = close.length > 0 ? `Did you mean ${close.join(', ')}?` : `Tools: ${names.join(', ')}`;
  return fail('unknown_tool', `There is no tool called ${JSON.stringify(name.slice(0, 80))}.`, { hint });
}
