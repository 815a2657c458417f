/** Components on how the outcome was reached: policy order, and steps that need not have been. Pure functions of the log. */
import { canonical } from '@understudy/kernel';
import type { Json, JsonObject } from '@understudy/kernel';
import type { AdmittedTask } from '../schema/task.ts';
import type { Log, Verdict } from './log.ts';
import { toolResults } from './log.ts';
import type { ProcessRule } from './spec.ts';

type OrderRule = Extract<ProcessRule, { type: 'order' }>;

export function processRule(rule: ProcessRule, task: AdmittedTask, log: Log): Verdict {
  return rule.type === 'order' ? policyOrder(rule, task, log) : cleanSteps(rule.penalty, log);
}

function policyOrder(rule: OrderRule, task: AdmittedTask, log: Log): Verdict {
  const tried = new Set<string>();
  let open = false;
  let relevant = 0;
  for (const [step, { name, arguments: args, outcome }] of toolResults(log).entries()) {
    if (rule.tools.includes(name) && outcome.ok) {
      relevant += 1;
      const exempt = rule.exempt.some(
        (one) => one.tool === name && word(args[one.argument]) === word(one.value) && tried.has(one.after),
      );
      if (!open && !exempt)
        return {
          score: 0,
          evidence: [`step ${String(step + 1)}: ${name} before ${rule.first} had succeeded${asTold(rule)}`],
        };
    }
    if (name === rule.first && !saysWhatWasTold(rule, task, args)) continue;
    if (outcome.ok) tried.add(name);
    if (name === rule.first && outcome.ok)
      open ||= rule.field === undefined || fieldOf(outcome.result, rule.field) === rule.equals;
  }
  if (relevant === 0) return { score: 0, evidence: [`none of ${rule.tools.join(', ')} was called`] };
  return { score: 1, evidence: [`${rule.first} came first, or the call was exempt`] };
}

function asTold(rule: OrderRule): string {
  const facts = Object.values(rule.told);
  return facts.length === 0 ? '' : ` with the ${facts.join(' and ')} the user told`;
}

/** Whether the arguments that must come from the user are the user's own facts, in whatever harmless form. */
function saysWhatWasTold(rule: OrderRule, task: AdmittedTask, args: JsonObject): boolean {
  return Object.entries(rule.told).every(([argument, id]) => {
    const fact = task.user.facts.find((one) => one.id === id);
    return fact !== undefined && bare(args[argument]) === bare(fact.value);
  });
}

/** `"order #48 21"` → `4821`: letters and digits, without the words in front of a number. */
function bare(value: Json | undefined): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^[a-z]{2,}(?=\d)/, '');
}

/** `"Identity not proven"` → `identity_not_proven`: the forms that the tools take for the same word. */
function word(value: Json | undefined): string {
  return typeof value === 'string'
    ? value
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_')
    : '';
}

function fieldOf(value: Json, field: string): Json | undefined {
  return isObject(value) ? value[field] : undefined;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
