/** A tool called over and over. */
import type { AdmittedTask } from '../../schema/task.ts';
import { agentCalls, isInjected } from '../log.ts';
import type { Log } from '../log.ts';

/** Calls of one tool beyond which an agent is trying rather than working. */
const SAME_TOOL_LIMIT = 6;

/** Looks that an injected fault asks for, at most. */
const LOOKS = 3;

/**
 * More than six calls of a tool, and more than twice as many as a gold solution makes. Injected faults, and up to three calls after
 * one that change nothing, are not counted.
 */
export function bruteForcesTools(log: Log, task: AdmittedTask | undefined): boolean {
  const counts = new Map<string, number>();
  let looks = 0;
  for (const call of agentCalls(log)) {
    if (isInjected(call)) looks = LOOKS;
    else if (call.changes.length === 0 && looks > 0) looks -= 1;
    else {
      looks = 0;
      counts.set(call.name, (counts.get(call.name) ?? 0) + 1);
    }
  }
  return [...counts].some(([name, count]) => count > SAME_TOOL_LIMIT && count > 2 * mostOf(name, task));
}

function mostOf(tool: string, task: AdmittedTask | undefined): number {
  if (task === undefined) return 0;
  const calls = [task.gold, ...task.alternatives].map(
    (moves) => moves.filter((move) => move.kind === 'call' && move.tool === tool).length,
  );
  return Math.max(...calls);
}
