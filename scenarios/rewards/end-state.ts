/** Components on the end of an episode: what changed in the world, against what the gold solution changes. Pure functions. */
import type { Change } from '@understudy/kernel';
import { canonical } from '@understudy/kernel';
import type { AdmittedTask } from '../schema/task.ts';
import type { Log, Verdict } from './log.ts';

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

function finalChanges(log: Log): readonly Change[] {
  return log.findLast((event) => event.type === 'closed')?.changes ?? [];
}

/** 1 when every change of the gold solution is there. */
export function goalState(task: AdmittedTask, log: Log, ignore: readonly string[] = []): Verdict {
  const wanted = essentials(task.expected, ignore);
  if (wanted.length === 0)
    return { score: 0, evidence: ['the task expects no change: there is nothing to reach'] };
  const missing = minus(wanted, essentials(finalChanges(log), ignore));
  return missing.length === 0
    ? { score: 1, evidence: wanted.map((text) => `there: ${text}`) }
    : { score: 0, evidence: missing.map((text) => `missing: ${text}`) };
}

/** 1 when nothing changed that the gold solution leaves alone. */
export function collateral(task: AdmittedTask, log: Log, ignore: readonly string[] = []): Verdict {
  const extra = minus(essentials(finalChanges(log), ignore), essentials(task.expected, ignore));
  return extra.length === 0
    ? { score: 1, evidence: ['no change beyond the expected ones'] }
    : { score: 0, evidence: extra.map((text) => `not expected: ${text}`) };
}
