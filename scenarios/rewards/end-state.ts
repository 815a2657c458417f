/** Components on the end of an episode: what changed in the world, against what the gold solutions change. Pure functions. */
import type { Change } from '@understudy/kernel';
import { canonical } from '@understudy/kernel';
import type { AdmittedTask } from '../schema/task.ts';
import { agentCalls } from './log.ts';
import type { Log, Verdict } from './log.ts';
import { ownChanges } from './own-changes.ts';

/** Columns that say when something happened, or that number a new row: right answers may differ in them. */
const FREE_COLUMNS = ['id', 'created_at', 'updated_at'];

/** A change without what may differ between right solutions, as one text; null when nothing is left of it. */
function essence(change: Change, ignore: ReadonlySet<string>): string | null {
  const { table, before, after } = change;
  if (ignore.has(table)) return null;
  const kept: Record<string, string | number | null> = {};
  let empty = true;
  for (const column of Object.keys(after ?? before ?? {})) {
    if (FREE_COLUMNS.includes(column)) continue;
    const now = after?.[column] ?? null;
    if (before !== null && after !== null && before[column] === now) continue;
    if (ignore.has(`${table}.${column}`)) continue;
    kept[column] = after === null ? (before?.[column] ?? null) : now;
    empty = false;
  }
  if (empty) return null;
  const what = before === null ? 'insert' : after === null ? 'delete' : `update ${String(change.key)}`;
  return `${table} ${what} ${canonical(kept)}`;
}

/** Changes as a list of texts. `ignore` names tables and `table.column`s in which right solutions may differ. */
export function essentials(changes: readonly Change[], ignore: readonly string[] = []): readonly string[] {
  const ignored = new Set(ignore);
  return changes.flatMap((change) => essence(change, ignored) ?? []);
}

/** The multiset difference `left − right`. */
function minus(left: readonly string[], right: readonly string[]): readonly string[] {
  const rest = [...right];
  return left.filter((text) => {
    const at = rest.indexOf(text);
    if (at === -1) return true;
    rest.splice(at, 1);
    return false;
  });
}

interface End {
  readonly wanted: readonly string[];
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

type Ends = Pick<AdmittedTask, 'expected' | 'otherwise'>;

/** The acceptable end that the changes come nearest to: fewest missing changes, then fewest extra ones, then the gold solution's own. */
function nearestEnd(task: Ends, changes: readonly Change[], ignore: readonly string[]): End {
  const done = essentials(changes, ignore);
  const ends = [task.expected, ...task.otherwise].map((expected): End => {
    const wanted = essentials(expected, ignore);
    return { wanted, missing: minus(wanted, done), extra: minus(done, wanted) };
  });
  const [own = { wanted: [], missing: [], extra: done }, ...others] = ends;
  return others.reduce(
    (best, end) =>
      end.missing.length < best.missing.length ||
      (end.missing.length === best.missing.length && end.extra.length < best.extra.length)
        ? end
        : best,
    own,
  );
}

/** Share of the nearest acceptable end's changes that are there, 0..1; 0 where that end expects none. */
export function goalShare(task: Ends, changes: readonly Change[], ignore: readonly string[] = []): number {
  const { wanted, missing } = nearestEnd(task, changes, ignore);
  return wanted.length === 0 ? 0 : 1 - missing.length / wanted.length;
}

/**
 * 1 when every change of one acceptable end is there. `partial` gives the share of them instead of 0: an agent that does half of
 * every task then earns half of it, so that it belongs beside a gate that asks for the whole.
 */
export function goalState(
  task: Ends,
  log: Log,
  ignore: readonly string[] = [],
  partial: boolean = false,
): Verdict {
  const changes = ownChanges(log);
  const { wanted, missing } = nearestEnd(task, changes, ignore);
  if (wanted.length === 0)
    return { score: 0, evidence: ['the task expects no change: there is nothing to reach'] };
  if (missing.length === 0) return { score: 1, evidence: wanted.map((text) => `there: ${text}`) };
  return {
    score: partial ? 1 - missing.length / wanted.length : 0,
    evidence: missing.map((text) => `missing: ${text}`),
  };
}

/**
 * Changes of ignored columns in rows that no acceptable end touches: right solutions may differ in when they are due to call back,
 * not in whose calls they put off. Only what the agent's own calls did: time changes rows as well.
 */
function strangers(
  task: Ends,
  log: Log,
  changes: readonly Change[],
  ignore: readonly string[],
): readonly string[] {
  const rowOf = ({ table, key }: Change): string => `${table} ${String(key)}`;
  const known = new Set([task.expected, ...task.otherwise].flat().map(rowOf));
  const own = new Set(agentCalls(log).flatMap((call) => call.changes.map(rowOf)));
  const suspect = changes.filter(
    (change) =>
      change.before !== null && change.after !== null && own.has(rowOf(change)) && !known.has(rowOf(change)),
  );
  const ignored = new Set(ignore);
  const tables = new Set(ignore.filter((name) => !name.includes('.')));
  return suspect.flatMap((change) =>
    essence(change, ignored) === null ? (essence(change, tables) ?? []) : [],
  );
}

/** 1 when nothing changed beyond the acceptable end that was reached, or that was nearest. */
export function collateral(task: Ends, log: Log, ignore: readonly string[] = []): Verdict {
  const changes = ownChanges(log);
  const extra = [...nearestEnd(task, changes, ignore).extra, ...strangers(task, log, changes, ignore)];
  return extra.length === 0
    ? { score: 1, evidence: ['no change beyond the expected ones'] }
    : { score: 0, evidence: extra.map((text) => `not expected: ${text}`) };
}
