/** Calling a tool where things go wrong: `invokeTool`, with the faults of an episode in between. */
import type { Timer } from './clock.ts';
import { fail } from './define-tool.ts';
import type { Fault, Faults } from './faults.ts';
import { findTool, invokeTool, perform, spend, succeeded } from './invoke-tool.ts';
import { canonical } from './json.ts';
import type { Tool, ToolContext, ToolOutcome } from './tool.ts';

/** How long a caller waits for an answer, and how long a refusal takes, in simulated seconds. */
const TIMEOUT_SECONDS = 30;
const REFUSAL_SECONDS = 1;

export type FaultyOutcome = ToolOutcome & { readonly fault?: Fault };

/**
 * Calls a tool as `invokeTool` does, with its guarantees, and says which fault was injected, if any. An error leaves no trace but the
 * time it took, except a timeout with `done`: that call has been carried out. Faults befall agents only; what the user does with their
 * own hands and what the environment does goes through.
 */
export function invokeWithFaults(
  faults: Faults,
  tools: readonly Tool[],
  context: ToolContext,
  name: string,
  rawArgs: unknown,
  onDue?: (timer: Timer) => void,
): FaultyOutcome {
  const tool = findTool(tools, name);
  if (tool === undefined || context.actor.kind !== 'agent')
    return invokeTool(tools, context, name, rawArgs, onDue);
  const outcome = struck(faults, tool, context, rawArgs, onDue);
  faults.note(tool, outcome, outcome.fault);
  return outcome;
}

function struck(
  faults: Faults,
  tool: Tool,
  context: ToolContext,
  rawArgs: unknown,
  onDue: ((timer: Timer) => void) | undefined,
): FaultyOutcome {
  const { world, clock } = context;
  const plan = faults.plan(tool, world, clock.now());
  switch (plan.kind) {
    case 'rate_limit': {
      spend(clock, REFUSAL_SECONDS, onDue);
      // The refusal itself has used up one of the seconds.
      const wait = Math.max(1, plan.wait_seconds - REFUSAL_SECONDS);
      const hint = `Try again in ${wait} ${wait === 1 ? 'second' : 'seconds'}.`;
      return { ...fail('rate_limited', 'Too many calls in a short time.', { hint }), fault: plan };
    }
    case 'outage': {
      spend(clock, REFUSAL_SECONDS, onDue);
      const hint = 'Other parts of the system still answer. Try again later.';
      return { ...fail('unavailable', `${tool.name} is out of service just now.`, { hint }), fault: plan };
    }
    case 'timeout': {
      spend(clock, Math.max(TIMEOUT_SECONDS, tool.seconds), onDue);
      const done =
        plan.lost_reply && tool.effect === 'write' && perform(tool, context, rawArgs, succeeded).ok;
      const message = `${tool.name} did not answer within ${TIMEOUT_SECONDS} seconds.`;
      const hint =
        tool.effect === 'read'
          ? 'Call it again.'
          : 'It may have been done all the same: check that before you call it again.';
      return { ...fail('unavailable', message, { hint }), fault: { kind: 'timeout', done } };
    }
    case 'conflict': {
      spend(clock, tool.seconds, onDue);
      const outcome = perform(tool, context, rawArgs, () => false);
      if (!outcome.ok) return outcome;
      const hint = 'Read the record again, then repeat the call if it is still right.';
      const message = `${tool.name}: somebody else was changing the same record.`;
      return { ...fail('conflict', message, { hint, retryable: true }), fault: plan };
    }
    case 'stale_read': {
      spend(clock, tool.seconds, onDue);
      const fresh = perform(tool, context, rawArgs, succeeded);
      const now = world.snapshot();
      if (now.changes === plan.from.changes) return fresh;
      world.restore(plan.from);
      try {
        const stale = perform(tool, context, rawArgs, () => false);
        return canonicalOutcome(stale) === canonicalOutcome(fresh)
          ? fresh
          : { ...stale, fault: { kind: 'stale_read' } };
      } finally {
        world.restore(now);
      }
    }
    case 'none':
      spend(clock, tool.seconds, onDue);
      return perform(tool, context, rawArgs, succeeded);
  }
}

function canonicalOutcome(outcome: ToolOutcome): string {
  return canonical(
    outcome.ok ? outcome.result : { error: outcome.error.code, message: outcome.error.message },
  );
}
