/** Whether the conditions of a scenario hold. Values compare as the amounts they print: 25 is "25.0", and "9.50" is less than "10". */
import type { Cell } from '@understudy/kernel';
import type { Bindings } from '../schema/expression.ts';
import { lookup, resolve, ScenarioError } from '../schema/expression.ts';
import type { Condition } from '../schema/pack.ts';

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

function amount(value: string | number): number | null {
  if (typeof value === 'number') return value;
  return DECIMAL.test(value) ? Number(value) : null;
}

/**
 * Below 0 where `left` is less, 0 where they are the same, above 0 where it is more; null where the two have no order: one of them
 * is null, or one is an amount and the other is not. Two texts that are not both amounts compare letter by letter.
 */
export function compare(left: Cell, right: Cell): number | null {
  if (left === null || right === null) return left === right ? 0 : null;
  const [a, b] = [amount(left), amount(right)];
  if (a !== null && b !== null) return a - b;
  if (typeof left !== 'string' || typeof right !== 'string') return null;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** True where every comparison of the condition holds. What has no order with a limit does not meet it. Throws ScenarioError naming `place`. */
export function holds(condition: Condition, bindings: Bindings, place: string): boolean {
  const value = lookup(condition.variable, bindings, place);
  const { at_least, at_most, less_than, more_than, equals, not, one_of } = condition;
  const against = (other: Cell): number | null => compare(value, resolve(other, bindings, place));
  const ordered = (other: Cell | undefined, fits: (order: number) => boolean): boolean => {
    if (other === undefined) return true;
    const order = against(other);
    if (order === null && value !== null)
      throw new ScenarioError(
        `${place}: "${condition.variable}" is ${show(value)}, which has no order with ${show(resolve(other, bindings, place))}; compare amounts with amounts`,
      );
    return order !== null && fits(order);
  };
  return (
    ordered(at_least, (order) => order >= 0) &&
    ordered(at_most, (order) => order <= 0) &&
    ordered(less_than, (order) => order < 0) &&
    ordered(more_than, (order) => order > 0) &&
    (equals === undefined || against(equals) === 0) &&
    (not === undefined || against(not) !== 0) &&
    (one_of === undefined || one_of.some((other) => against(other) === 0))
  );
}

/** True where all of them hold; so none at all always holds. */
export function allHold(list: readonly Condition[], bindings: Bindings, place: string): boolean {
  return list.every((condition) => holds(condition, bindings, place));
}

/** A value as a message shows it. */
export function show(value: Cell): string {
  return value === null ? 'nothing' : typeof value === 'string' ? `"${value}"` : String(value);
}
