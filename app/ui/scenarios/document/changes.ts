/**
 * The difference of two documents as replacements at the deepest places that tell it. A replacement never adds or removes a member, so
 * that undoing one also brings back the order in which members were written; where members differ, their group is replaced.
 */
import type { Json } from '@understudy/host/contract';
import { at, isGroup, isList, withValue, type Path } from './tree.ts';

export interface Change {
  readonly path: Path;
  readonly before: Json;
  readonly after: Json;
}

export function changesBetween(before: Json, after: Json): readonly Change[] {
  return differing(before, after, []);
}

function differing(before: Json, after: Json, path: Path): readonly Change[] {
  if (Object.is(before, after)) return [];
  if (isList(before) && isList(after) && before.length === after.length)
    return before.flatMap((one, i) => differing(one, after[i] ?? null, [...path, i]));
  if (isGroup(before) && isGroup(after)) {
    const keys = Object.keys(before);
    const others = Object.keys(after);
    if (keys.length === others.length && keys.every((key, i) => key === others[i]))
      return keys.flatMap((key) => differing(before[key] ?? null, after[key] ?? null, [...path, key]));
  }
  return same(before, after) ? [] : [{ path, before, after }];
}

/** The same text of JSON, the order of members included. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  return Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b);
}

export function redone(document: Json, changes: readonly Change[]): Json {
  return changes.reduce((now, { path, after }) => withValue(now, path, after), document);
}

export function undone(document: Json, changes: readonly Change[]): Json {
  return changes.reduceRight((now, { path, before }) => withValue(now, path, before), document);
}

/** Whether every change can still be taken back: what it left is what is there. */
export function fits(document: Json, changes: readonly Change[], side: 'before' | 'after'): boolean {
  return changes.every((change) => same(at(document, change.path), change[side]));
}
