/** A JSON document as an immutable tree: read at a path, change at a path, with everything that did not change shared. */
import type { Json } from '@understudy/host/contract';

export type Key = string | number;
export type Path = readonly Key[];
export type Group = { readonly [key: string]: Json };

export function isGroup(value: Json | undefined): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A text as JSON; undefined where it is none. */
export function readJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What JSON.parse gives is never anything else. */
function isJson(value: unknown): value is Json {
  return value !== undefined;
}

/** What stands at a path; undefined where nothing does. */
export function at(document: Json | undefined, path: Path): Json | undefined {
  let found = document;
  for (const key of path) found = member(found, key);
  return found;
}

function member(value: Json | undefined, key: Key): Json | undefined {
  if (isList(value)) return typeof key === 'number' ? value[key] : undefined;
  return isGroup(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** With another value at a path; undefined takes the member of a group, or the entry of a list, out. Missing groups are made. */
export function withValue(document: Json, path: Path, value: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value ?? null;
  if (isList(document) && typeof key === 'number') {
    if (rest.length === 0 && value === undefined) return document.toSpliced(key, 1);
    const next = withValue(document[key] ?? null, rest, value);
    return key < document.length ? document.with(key, next) : [...document, next];
  }
  const group = isGroup(document) ? document : {};
  if (rest.length === 0 && value === undefined) {
    const { [String(key)]: _out, ...kept } = group;
    return kept;
  }
  return { ...group, [key]: withValue(group[key] ?? null, rest, value) };
}

/** With a member under another name, in its place. */
export function renamed(document: Json, path: Path, from: string, to: string): Json {
  const group = at(document, path);
  if (!isGroup(group) || from === to || Object.hasOwn(group, to)) return document;
  const entries = Object.entries(group).map(([name, value]): [string, Json] => [
    name === from ? to : name,
    value,
  ]);
  return withValue(document, path, Object.fromEntries(entries));
}

/** With an entry of a list, or a member of a group, moved by some places. */
export function moved(document: Json, path: Path, key: Key, by: number): Json {
  const whole = at(document, path);
  if (isList(whole) && typeof key === 'number') return withValue(document, path, shifted(whole, key, by));
  if (!isGroup(whole)) return document;
  const entries = Object.entries(whole);
  const index = entries.findIndex(([name]) => name === key);
  return withValue(document, path, Object.fromEntries(shifted(entries, index, by)));
}

function shifted<T>(list: readonly T[], from: number, by: number): readonly T[] {
  const to = from + by;
  const one = list[from];
  if (one === undefined || to < 0 || to >= list.length) return list;
  return list.toSpliced(from, 1).toSpliced(to, 0, one);
}

/** With a new entry in a list, behind the others or behind one of them. */
export function inserted(document: Json, path: Path, value: Json, behind?: number): Json {
  const list = at(document, path);
  const whole = isList(list) ? list : [];
  return withValue(
    document,
    path,
    whole.toSpliced(behind === undefined ? whole.length : behind + 1, 0, value),
  );
}

export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && startsWith(a, b);
}

/** Whether a path is another one, or below it. */
export function startsWith(path: Path, start: Path): boolean {
  return start.every((key, i) => path[i] === key);
}

export function textAt(document: Json | undefined, path: Path): string {
  const value = at(document, path);
  return typeof value === 'string' ? value : '';
}

export function listAt(document: Json | undefined, path: Path): readonly Json[] {
  const value = at(document, path);
  return isList(value) ? value : [];
}

export function groupAt(document: Json | undefined, path: Path): Group {
  const value = at(document, path);
  return isGroup(value) ? value : {};
}

/** The texts of a list, without what is none. */
export function textsAt(document: Json | undefined, path: Path): readonly string[] {
  return listAt(document, path).flatMap((one) => (typeof one === 'string' ? [one] : []));
}

export function isPath(value: unknown): value is Path {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' || typeof key === 'number');
}
