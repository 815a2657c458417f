/** The case that the policy makes of a task's values, and its gold solution with every value filled in. */
import type { Cell, JsonObject } from '@understudy/kernel';
import type { Bindings } from '../schema/expression.ts';
import { interpolate, lookup, resolve, ScenarioError } from '../schema/expression.ts';
import type { Case, Family, GoldStep } from '../schema/pack.ts';
import { casesOf } from '../schema/pack.ts';
import type { GoldMove } from '../schema/task.ts';
import { allHold, show } from './conditions.ts';

/** The first case whose conditions hold. Throws ScenarioError with the values that meet none. */
export function caseOf(family: Family, bindings: Bindings): Case {
  const place = `families.${family.id}.cases`;
  const cases = casesOf(family);
  const found = cases.find(({ id, when }) => allHold(when, bindings, `${place}.${id}.when`));
  if (found !== undefined) return found;
  const named = new Set(cases.flatMap(({ when }) => when.map(({ variable }) => variable)));
  const values = [...named].map((path) => `${path} = ${show(lookup(path, bindings, place))}`);
  throw new ScenarioError(
    `${place}: no case holds for ${values.join(', ')}; widen one, or give the last case no conditions`,
  );
}

/** The steps whose conditions hold, as moves. `{asked}` stays open in a question. */
export function movesOf(steps: readonly GoldStep[], bindings: Bindings, place: string): readonly GoldMove[] {
  const open = new Map([...bindings, ['asked', '{asked}']] as const);
  return steps.flatMap((step, i) => {
    const where = `${place}.${String(i)}`;
    return allHold(step.when, bindings, `${where}.when`) ? [moveOf(step, open, where)] : [];
  });
}

function moveOf(step: GoldStep, bindings: Bindings, place: string): GoldMove {
  if ('call' in step)
    return { kind: 'call', tool: step.call, arguments: callArguments(step.arguments, bindings, place) };
  const text = interpolate(step.say, bindings, place);
  if ('ask' in step) return { kind: 'ask', facts: step.ask, text };
  return 'ask_to' in step ? { kind: 'ask_to', action: step.ask_to, text } : { kind: 'say', text };
}

/** Arguments as an agent writes them: numbers as texts, which tools take as well. */
export function callArguments(
  values: Readonly<Record<string, Cell>>,
  bindings: Bindings,
  place: string,
): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const bound = resolve(value, bindings, `${place}.${key}`);
      return [key, typeof bound === 'number' ? String(bound) : bound];
    }),
  );
}
