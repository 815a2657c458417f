/** Steps that need not have been: failed, repeated, unreadable, illegal, and reads beyond what the case needs. */
import { canonical } from '@understudy/kernel';
import type { Arena } from '../../episode/arena.ts';
import type { AdmittedTask } from '../../schema/task.ts';
import { carriedOut, isInjected } from '../log.ts';
import type { Log, ToolResult } from '../log.ts';
import { placedCalls, placeOf } from './calls.ts';
import type { Mark } from './calls.ts';

/**
 * Failed calls, calls with the same arguments as before, and turns that could not be read. A fault of the environment is not the
 * agent's, nor is what a call meets that had been carried out when its reply was lost. Nor is what a fault asks for a repetition:
 * to call again, and to look again at what was read before. Nor is looking or trying again once the agent has changed something: the
 * answer may be another one.
 */
export function uncleanSteps(task: Pick<AdmittedTask, 'opening'>, log: Log): readonly Mark[] {
  const marks: Mark[] = [];
  const read = new Set<string>();
  const written = new Set<string>();
  const lost = new Set<string>();
  const rows = new Set(
    task.opening.map(({ table, key, values }) => `${table}:${String(key ?? values['id'])}`),
  );
  const others = log.flatMap((event, at) => (changedByOthers(event, rows) ? [at] : []));
  let last = 0;
  for (const placed of placedCalls(log)) {
    const { outcome, changes } = placed.call;
    // A payment may be charged again once the customer has put a new card on file.
    if (others.some((at) => at > last && at < placed.at)) {
      read.clear();
      written.clear();
    }
    last = placed.at;
    const key = keyOf(placed.call);
    if (isInjected(placed.call)) {
      read.clear();
      if (carriedOut(placed.call)) lost.add(key);
      continue;
    }
    if (!outcome.ok && !lost.has(key))
      marks.push({ at: placed.at, text: `${placeOf(placed)} failed with ${outcome.error.code}` });
    if (read.has(key) || written.has(key))
      marks.push({ at: placed.at, text: `${placeOf(placed)} was called with the same arguments before` });
    if (outcome.ok && changes.length > 0) {
      written.add(key);
      read.clear();
    } else read.add(key);
  }
  for (const [at, event] of log.entries())
    if (event.type === 'agent_turn' && event.malformed !== undefined)
      marks.push({ at, text: 'a turn could not be read' });
  return marks;
}

/**
 * What the user did with a tool of its own, or time by itself, where the world is another one after it; what was under way before the
 * episode only where it is about a row of the opening situation.
 */
function changedByOthers(event: Log[number], rows: ReadonlySet<string>): boolean {
  if (event.type === 'timer')
    return event.ambient === true
      ? (event.changes ?? []).some(({ table, key }) => rows.has(`${table}:${String(key)}`))
      : event.changes !== undefined;
  return event.type === 'tool_result' && event.trajectory === 'user' && event.changes.length > 0;
}

function keyOf({ name, arguments: args }: ToolResult): string {
  return `${name} ${canonical(args)}`;
}

/** Events that a lifecycle refused, but not the second time, when the first one had been carried out and its reply lost. */
export function illegalEvents(log: Log): readonly Mark[] {
  const lost = new Set<string>();
  return placedCalls(log).flatMap((placed) => {
    const { outcome } = placed.call;
    if (isInjected(placed.call) && carriedOut(placed.call)) lost.add(keyOf(placed.call));
    return !outcome.ok && outcome.error.code === 'illegal_transition' && !lost.has(keyOf(placed.call))
      ? [{ at: placed.at, text: `${placeOf(placed)}: ${outcome.error.message}` }]
      : [];
  });
}

/** Reads that a fault of a write asks for, at most, before the next write is tried. */
const LOOKS = 3;

/**
 * Successful reads beyond `allowed` times those of the gold solution (at least one), rounded up. Up to three after a write that met a
 * conflict or whose reply was lost are the look that the fault asks for, and not counted.
 */
export function needlessReads(task: AdmittedTask, log: Log, allowed: number, arena: Arena): readonly Mark[] {
  const reading = new Set(arena.tools.flatMap(({ name, effect }) => (effect === 'read' ? [name] : [])));
  const needed = task.gold.filter((move) => move.kind === 'call' && reading.has(move.tool)).length;
  const limit = Math.ceil(allowed * Math.max(1, needed));
  let looks = 0;
  const counted = placedCalls(log).filter(({ call }) => {
    const { kind } = call.fault ?? {};
    if (!reading.has(call.name)) looks = kind === 'conflict' || kind === 'timeout' ? LOOKS : 0;
    if (!reading.has(call.name) || !call.outcome.ok || isInjected(call)) return false;
    looks -= 1;
    return looks < 0;
  });
  return counted
    .slice(limit)
    .map((placed) => ({ at: placed.at, text: `${placeOf(placed)}: more than ${String(limit)} reads` }));
}
