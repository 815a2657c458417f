/** Policy order: a check before whatever needs it, with what the user told, not with invented values. */
import type { Json, JsonObject } from '@understudy/kernel';
import type { AdmittedTask } from '../../schema/task.ts';
import { carriedOut } from '../log.ts';
import type { Log } from '../log.ts';
import type { ProcessRule } from '../spec.ts';
import { placedCalls, placeOf } from './calls.ts';
import type { Mark } from './calls.ts';

export type OrderRule = Extract<ProcessRule, { type: 'order' }>;

export interface Order {
  /** The first call that came too early. */
  readonly broken: Mark | null;
  /** How many calls the rule looks at; without any nothing is proven. */
  readonly relevant: number;
}

/** A call counts when it was carried out, though its reply may have been lost. */
export function policyOrder(rule: OrderRule, task: AdmittedTask, log: Log): Order {
  const firsts = firstTools(rule);
  const tried = new Set<string>();
  let open = false;
  let relevant = 0;
  for (const placed of placedCalls(log)) {
    const { name, arguments: args, outcome } = placed.call;
    const done = carriedOut(placed.call);
    if (rule.tools.includes(name) && done) {
      relevant += 1;
      const exempt = rule.exempt.some(
        (one) => one.tool === name && word(args[one.argument]) === word(one.value) && tried.has(one.after),
      );
      if (!open && !exempt)
        return {
          broken: {
            at: placed.at,
            text: `${placeOf(placed)} before ${firsts.join(' or ')} had succeeded${asTold(rule)}${asAbout(rule)}`,
          },
          relevant,
        };
    }
    const isFirst = firsts.includes(name);
    if (isFirst && !(saysWhatWasTold(rule, task, args) && isAbout(rule, args))) continue;
    if (outcome.ok) tried.add(name);
    if (isFirst && outcome.ok)
      open ||= rule.field === undefined || fieldOf(outcome.result, rule.field) === rule.equals;
  }
  return { broken: null, relevant };
}

/** Whether a rule is about a task's family or case. */
export function concerns({ only }: OrderRule, task: Pick<AdmittedTask, 'family' | 'case'>): boolean {
  return only === undefined || only.includes(task.family) || only.includes(`${task.family}/${task.case}`);
}

/** The tools any of which opens the others. */
export function firstTools({ first }: OrderRule): readonly string[] {
  return typeof first === 'string' ? [first] : first;
}

function asTold(rule: OrderRule): string {
  const facts = Object.values(rule.told);
  return facts.length === 0 ? '' : ` with the ${facts.join(' and ')} the user told`;
}

function asAbout({ about }: OrderRule): string {
  const texts = Object.values(about);
  return texts.length === 0 ? '' : ` about ${texts.join(' and ')}`;
}

/** Whether the arguments that must come from the user are the user's own facts, in whatever harmless form. */
function saysWhatWasTold(rule: OrderRule, task: AdmittedTask, args: JsonObject): boolean {
  return Object.entries(rule.told).every(([argument, id]) => {
    const fact = task.user.facts.find((one) => one.id === id);
    return fact !== undefined && bare(args[argument]) === bare(fact.value);
  });
}

function isAbout({ about }: OrderRule, args: JsonObject): boolean {
  return Object.entries(about).every(([argument, text]) => {
    const value = args[argument];
    return typeof value === 'string' && value.toLowerCase().includes(text.toLowerCase());
  });
}

/** `"order #48 21"` → `4821`, `"G12"` → `12`: letters and digits, without the words and letters in front of a number. */
function bare(value: Json | undefined): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^[a-z]+(?=\d)/, '');
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
