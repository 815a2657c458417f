/** Where in a text of JSON the value at a path stands. */
import type { Path } from '../document/tree.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The value at a path, or the nearest one above it that is there; never more than its first line. The text must be JSON. */
export function spanOf(text: string, path: Path): Span {
  let span = valueAt(text, 0);
  for (const key of path) {
    const inner = memberAt(text, span.from, key);
    if (inner === null) break;
    span = inner;
  }
  const line = text.indexOf('\n', span.from);
  return { from: span.from, to: line === -1 ? span.to : Math.min(span.to, line) };
}

function memberAt(text: string, open: number, key: string | number): Span | null {
  const first = text[open];
  if (first !== '{' && first !== '[') return null;
  let at = skip(text, open + 1);
  for (let index = 0; at < text.length && text[at] !== '}' && text[at] !== ']'; index += 1) {
    let name: string | number = index;
    if (first === '{') {
      const label = valueAt(text, at);
      name = String(JSON.parse(text.slice(label.from, label.to)));
      at = skip(text, label.to) + 1;
    }
    const value = valueAt(text, at);
    if (name === key) return value;
    at = skip(text, value.to);
    if (text[at] === ',') at = skip(text, at + 1);
  }
  return null;
}

function valueAt(text: string, start: number): Span {
  const from = skip(text, start);
  const first = text[from];
  if (first === '"') return { from, to: endOfString(text, from) };
  if (first !== '{' && first !== '[') {
    const rest = /[\s,\]}]/.exec(text.slice(from));
    return { from, to: rest === null ? text.length : from + rest.index };
  }
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at) - 1;
    else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    if (depth === 0) return { from, to: at + 1 };
  }
  return { from, to: text.length };
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function skip(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}
