/** The reward components: each looks at a finished episode and returns a score with its evidence. Pure functions of the log. */
import type { Change } from '@understudy/kernel';
import { canonical } from '@understudy/kernel';
import type { AdmittedTask } from '../schema/task.ts';
import type { EpisodeEvent } from '../trace/event.ts';
import type { ProcessRule } from './spec.ts';

export interface Verdict {
  readonly score: number;
  readonly evidence: readonly string[];
}

/** The log of an episode; sequence numbers and wall times are not looked at. */
export type Log = readonly EpisodeEvent[];
type ToolResult = Extract<EpisodeEvent, { type: 'tool_result' }>;

/** Columns that say when something happened, or that number a new row: right answers may differ in them. */
const FREE_COLUMNS = new Set(['id', 'created_at', 'updated_at']);

export function toolResults(log: Log): readonly ToolResult[] {
  return log.filter((event) => event.type === 'tool_result');
}

/** A change without what may differ between right solutions: one text a change. */
function essence(change: Change): string {
  const { before, after } = change;
  const kept: Record<string, string | number | null> = {};
  for (const column of Object.keys(after ?? before ?? {})) {
    if (FREE_COLUMNS.has(column)) continue;
    const now = after?.[column] ?? null;
    if (before === null || after === null || before[column] !== now)
      kept[column] = after === null ? (before?.[column] ?? null) : now;
  }
  const what = before === null ? 'insert' : after === null ? 'delete' : `update ${String(change.key)}`;
  return `${change.table} ${what} ${canonical(kept)}`;
}

/** Changes as a list of texts, those that only moved a time left out. */
export function essentials(changes: readonly Change[]): readonly string[] {
  return changes.map(essence).filter((text) => !text.endsWith(' {}'));
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
export function goalState(task: AdmittedTask, log: Log): Verdict {
  const wanted = essentials(task.expected);
  if (wanted.length === 0)
    return { score: 0, evidence: ['the task expects no change: there is nothing to reach'] };
  const missing = minus(wanted, essentials(finalChanges(log)));
  return missing.length === 0
    ? { score: 1, evidence: wanted.map((text) => `there: ${text}`) }
    : { score: 0, evidence: missing.map((text) => `missing: ${text}`) };
}

/** 1 when nothing changed that the gold solution leaves alone. */
export function collateral(task: AdmittedTask, log: Log): Verdict {
  const extra = minus(essentials(finalChanges(log)), essentials(task.expected));
  return extra.length === 0
    ? { score: 1, evidence: ['no change beyond the expected ones'] }
    : { score: 0, evidence: extra.map((text) => `not expected: ${text}`) };
}

/** The longest text an agent may send and still count as having told something: a dump of everything tells nothing. */
const MAX_TELLING = 600;

/** 1 when every entry was told after the last successful change: phrases as whole words, numbers as values. */
export function communicated(task: AdmittedTask, log: Log): Verdict {
  if (task.communicate.length === 0) return { score: 0, evidence: ['the task names nothing to tell'] };
  const lastWrite = log.findLastIndex(
    (event) => event.type === 'tool_result' && event.outcome.ok && event.changes.length > 0,
  );
  const told = log
    .slice(lastWrite + 1)
    .flatMap((event) =>
      event.type === 'agent_turn' && event.text !== null && event.toolCalls.length === 0 ? [event.text] : [],
    );
  const text = told.join('\n');
  if (text.length > MAX_TELLING)
    return {
      score: 0,
      evidence: [`told ${String(text.length)} characters; at most ${String(MAX_TELLING)} count`],
    };
  const missing = task.communicate.filter((entry) => !entry.some((item) => mentions(text, item)));
  return missing.length === 0
    ? { score: 1, evidence: [`told: ${text}`] }
    : { score: 0, evidence: missing.map((entry) => `not told: ${entry.join(' or ')}`) };
}

const NUMBER = /^\d+(?:\.\d+)?$/;

/** Whether a text holds a phrase as whole words, or a number of the same value (`25` = `25.0`). Case does not matter. */
export function mentions(text: string, item: string): boolean {
  if (NUMBER.test(item)) {
    const value = Number(item);
    return (text.match(/\d+(?:[.,]\d+)?/g) ?? []).some((token) => Number(token.replace(',', '.')) === value);
  }
  const escaped = item.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}

export function processRule(rule: ProcessRule, log: Log): Verdict {
  return rule.type === 'order' ? policyOrder(rule, log) : cleanSteps(rule.penalty, log);
}

function policyOrder(rule: Extract<ProcessRule, { type: 'order' }>, log: Log): Verdict {
  const tried = new Set<string>();
  let open = false;
  let relevant = 0;
  for (const [step, { name, arguments: args, outcome }] of toolResults(log).entries()) {
    const exempt = rule.exempt.some(
      (one) => one.tool === name && args[one.argument] === one.value && tried.has(one.after),
    );
    if (rule.tools.includes(name) && outcome.ok) {
      relevant += 1;
      if (!open && !exempt)
        return {
          score: 0,
          evidence: [`step ${String(step + 1)}: ${name} before ${rule.first} had succeeded`],
        };
    }
    tried.add(name);
    if (name === rule.first && outcome.ok)
      open ||= rule.field === undefined || fieldOf(outcome.result, rule.field) === rule.equals;
  }
  if (relevant === 0) return { score: 0, evidence: [`none of ${rule.tools.join(', ')} was called`] };
  return { score: 1, evidence: [`${rule.first} came first, or the call was exempt`] };
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === field)?.[1]
    : undefined;
}

function cleanSteps(penalty: number, log: Log): Verdict {
  const calls = toolResults(log);
  if (calls.length === 0) return { score: 0, evidence: ['no tool was called'] };
  const evidence: string[] = [];
  const seen = new Set<string>();
  for (const [step, { name, arguments: args, outcome }] of calls.entries()) {
    const place = `step ${String(step + 1)}: ${name}`;
    if (!outcome.ok) evidence.push(`${place} failed with ${outcome.error.code}`);
    const key = `${name} ${canonical(args)}`;
    if (seen.has(key)) evidence.push(`${place} was called with the same arguments before`);
    seen.add(key);
  }
  const malformed = log.filter(
    (event) => event.type === 'agent_turn' && event.malformed !== undefined,
  ).length;
  if (malformed > 0) evidence.push(`${String(malformed)} turns could not be read`);
  const faults = evidence.length + Math.max(0, malformed - 1);
  return {
    score: Math.max(0, 1 - penalty * faults),
    evidence: faults === 0 ? ['no failed, repeated or unreadable step'] : evidence,
  };
}
