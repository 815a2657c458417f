/**
 * The fact guard stands between a user's voice and the agent. A line passes when it contains every fact the machine chose to
 * disclose, no other fact of the user or of anybody else, and nothing that belongs to a machine.
 */
import type { Fact } from '../schema/task.ts';

export interface GuardInput {
  /** Facts this line must contain. */
  readonly disclose: readonly Fact[];
  /** Facts told before: they may be repeated. */
  readonly told: readonly Fact[];
  /** Every fact of the user. */
  readonly facts: readonly Fact[];
}

const MACHINE = /<\/?tool_call|<\|[^|]*\||```|\bas an (?:ai|assistant|language model)\b|\{"/i;
const MAX_LENGTH = 400;

/** Null when the line may be sent, else the reason it may not. */
export function guardLine(line: string, input: GuardInput): string | null {
  if (line.trim() === '') return 'the line is empty';
  if (line.length > MAX_LENGTH) return `the line is longer than ${String(MAX_LENGTH)} characters`;
  if (MACHINE.test(line)) return 'the line holds text that belongs to a machine, not to a customer';
  for (const fact of input.disclose) {
    if (!contains(line, fact.value)) return `the line does not tell ${fact.label}`;
  }
  const allowed = [...input.disclose, ...input.told];
  for (const fact of input.facts) {
    const may = fact.askedBy.length === 0 || allowed.some((other) => other.value === fact.value);
    if (!may && contains(line, fact.value))
      return `the line tells ${fact.label}, which the user has not decided to tell`;
  }
  // A figure or an address that is none of the user's facts is an invention, however plausible.
  const open = [...allowed, ...input.facts.filter((fact) => fact.askedBy.length === 0)].map((fact) =>
    normal(fact.value),
  );
  for (const token of line.match(/[\w.+-]+@[\w.-]+\w|#?\d[\d.,]*/g) ?? []) {
    const value = normal(token.replace(/^#|[.,]+$/g, ''));
    if (!open.some((known) => known === value || known.split(/\s+/).includes(value))) {
      return `the line tells "${token}", which is none of the user's facts`;
    }
  }
  return null;
}

function normal(text: string): string {
  return text.toLowerCase().trim();
}

/** Whether a value stands in a text as a whole: `482` is not in `4821`. */
export function contains(text: string, value: string): boolean {
  const needle = normal(value);
  if (needle === '') return false;
  const hay = normal(text);
  for (let at = hay.indexOf(needle); at !== -1; at = hay.indexOf(needle, at + 1)) {
    const before = hay[at - 1] ?? ' ';
    const after = hay[at + needle.length] ?? ' ';
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return true;
  }
  return false;
}
