/**
 * The fact guard stands between a user's voice and the agent. A line passes when it contains every fact the machine chose to
 * disclose, no other fact of the user or of anybody else, and nothing that belongs to a machine. What only a language model gets
 * wrong is looked for in guard-voice.ts.
 */
import type { Fact } from '../schema/task.ts';
import type { VoiceRequest } from './request.ts';

export type GuardInput = Pick<VoiceRequest, 'user' | 'move' | 'told'>;

const MACHINE = /<\/?tool_call|<\|[^|]*\||```|\bas an (?:ai|assistant|language model)\b|\{"/i;
const MAX_LENGTH = 400;

/** Null when the line may be sent, else the reason it may not. */
export function guardLine(line: string, { user, move, told }: GuardInput): string | null {
  if (move.act === 'away') return null;
  if (line.trim() === '') return 'the line is empty';
  if (line.length > MAX_LENGTH) return `the line is longer than ${String(MAX_LENGTH)} characters`;
  if (MACHINE.test(line)) return 'the line holds text that belongs to a machine, not to a customer';
  for (const fact of move.disclose) {
    if (!contains(line, fact.value)) return `the line does not tell ${fact.label}`;
  }
  const reading = move.performed?.reading ?? '';
  if (reading !== '' && !contains(line, reading)) return `the line does not tell what the user read`;
  const allowed = [...move.disclose, ...told];
  const open = user.facts.filter((fact) => fact.askedBy.length === 0);
  for (const fact of user.facts) {
    const may = fact.askedBy.length === 0 || allowed.some((other) => other.value === fact.value);
    if (!may && contains(line, fact.value) && !partOf(fact.value, allowed))
      return `the line tells ${fact.label}, which the user has not decided to tell`;
    if (tellsLie(line, fact, allowed))
      return `the line tells ${fact.label} wrong, which the user does not do now`;
  }
  // A figure or an address that is none of the user's facts is an invention, however plausible.
  const known = [
    ...[...allowed, ...open].map((fact) => fact.value),
    reading,
    ...Object.values(move.state.done),
  ];
  const tokens = new Set(known.flatMap(tokensOf));
  for (const found of without(line, known).match(/[\w.+-]+@[\w.-]+\w|#?\d[\d.,]*/g) ?? []) {
    const token = found.replace(/^#|[.,]+$/g, '');
    if (!tokens.has(token)) return `the line tells "${token}", which is none of the user's facts`;
  }
  return null;
}

/** A lie is told where the machine chose to, and never again once the truth is out. */
function tellsLie(line: string, fact: Fact, allowed: readonly Fact[]): boolean {
  const { lie } = fact;
  if (lie === null || lie === fact.value || allowed.some((other) => other.value === lie)) return false;
  return contains(line, lie) && !partOf(lie, allowed);
}

/** Whether a value stands inside another one that may be told. */
function partOf(value: string, allowed: readonly Fact[]): boolean {
  return allowed.some((other) => other.value !== value && contains(other.value, value));
}

function tokensOf(text: string): readonly string[] {
  return normal(text)
    .split(/\s+/)
    .map((token) => token.replace(/^[#("']+|[.,;:)"']+$/g, ''));
}

/** The line in lower case without the values that may stand in it, the longest first. */
function without(line: string, values: readonly string[]): string {
  let rest = normal(line);
  if (!/[\d@]/.test(rest)) return '';
  for (const value of values.toSorted((left, right) => right.length - left.length)) {
    const needle = normal(value);
    for (let at = placeOf(rest, needle, 0); at !== -1; at = placeOf(rest, needle, at))
      rest = `${rest.slice(0, at)} ${rest.slice(at + needle.length)}`;
  }
  return rest;
}

function normal(text: string): string {
  return text.toLowerCase().trim();
}

/** Whether a value stands in a text as a whole: `482` is not in `4821`. */
export function contains(text: string, value: string): boolean {
  return placeOf(normal(text), normal(value), 0) !== -1;
}

/** Where a needle stands as a whole, from a place on; -1 where it does not. */
function placeOf(hay: string, needle: string, from: number): number {
  if (needle === '') return -1;
  for (let at = hay.indexOf(needle, from); at !== -1; at = hay.indexOf(needle, at + 1)) {
    const before = hay[at - 1] ?? ' ';
    const after = hay[at + needle.length] ?? ' ';
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return at;
  }
  return -1;
}
