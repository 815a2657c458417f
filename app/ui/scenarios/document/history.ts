/** What can be undone and redone. Plain data that is saved with the draft; bounded, the oldest steps go first. */
import type { Json } from '@understudy/host/contract';
import { changesBetween, fits, redone, undone, type Change } from './changes.ts';
import { isGroup, isList, type Path } from './tree.ts';

export interface Step {
  /** What was done, for a person. */
  readonly label: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly changes: readonly Change[];
}

/** Both newest last. */
export interface History {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

export const noHistory: History = { done: [], undone: [] };

/** Changes of one place within so many milliseconds are one step: a word is undone, not a letter. */
const TOGETHER_MS = 1500;
const STEPS = 200;
/** Characters of JSON; a whole large pack replaced twice fits. */
const LENGTH = 600_000;

export function remembered(history: History, before: Json, after: Json, label: string, now: number): History {
  const changes = changesBetween(before, after);
  if (changes.length === 0) return history;
  const last = history.done.at(-1);
  const step = last === undefined ? null : joined(last, { label, at: now, changes });
  const done =
    step === null ? [...history.done, { label, at: now, changes }] : [...history.done.slice(0, -1), step];
  return { done: bounded(done), undone: [] };
}

function joined(last: Step, next: Step): Step | null {
  const [a, ...more] = last.changes;
  const [b, ...others] = next.changes;
  if (a === undefined || b === undefined || more.length > 0 || others.length > 0) return null;
  const together =
    last.label === next.label && next.at - last.at < TOGETHER_MS && placeOf(a.path) === placeOf(b.path);
  return together ? { ...next, changes: [{ path: a.path, before: a.before, after: b.after }] } : null;
}

function placeOf(path: Path): string {
  return JSON.stringify(path);
}

function bounded(steps: readonly Step[]): readonly Step[] {
  const kept: Step[] = [];
  let length = 0;
  for (const step of steps.toReversed().slice(0, STEPS)) {
    length += JSON.stringify(step).length;
    if (length > LENGTH) break;
    kept.unshift(step);
  }
  return kept;
}

export interface Stepped {
  readonly document: Json;
  readonly history: History;
  readonly step: Step;
}

/** The document before the last step; null where there is none, or where it does not fit any more. */
export function back(document: Json, { done, undone: later }: History): Stepped | null {
  const step = done.at(-1);
  if (step === undefined || !fits(document, step.changes, 'after')) return null;
  return {
    document: undone(document, step.changes),
    history: { done: done.slice(0, -1), undone: [...later, step] },
    step,
  };
}

export function forth(document: Json, { done, undone: later }: History): Stepped | null {
  const step = later.at(-1);
  if (step === undefined || !fits(document, step.changes, 'before')) return null;
  return {
    document: redone(document, step.changes),
    history: { done: [...done, step], undone: later.slice(0, -1) },
    step,
  };
}

export function historyJson({ done, undone: later }: History): Json {
  return { done: done.map(stepJson), undone: later.map(stepJson) };
}

function stepJson({ label, at, changes }: Step): Json {
  return {
    label,
    at,
    changes: changes.map(({ path, before, after }) => ({ path: [...path], before, after })),
  };
}

/** What was saved; what is none is left out. */
export function readHistory(saved: Json): History {
  if (!isGroup(saved)) return noHistory;
  return { done: stepsOf(saved.done), undone: stepsOf(saved.undone) };
}

function stepsOf(saved: Json | undefined): readonly Step[] {
  return isList(saved) ? saved.flatMap((one) => stepOf(one) ?? []) : [];
}

function stepOf(saved: Json): Step | null {
  if (!isGroup(saved) || typeof saved.label !== 'string' || typeof saved.at !== 'number') return null;
  const changes = isList(saved.changes) ? saved.changes.flatMap((one) => changeOf(one) ?? []) : [];
  return changes.length === 0 ? null : { label: saved.label, at: saved.at, changes };
}

function changeOf(saved: Json): Change | null {
  if (!isGroup(saved) || !isList(saved.path)) return null;
  const { before, after } = saved;
  if (before === undefined || after === undefined) return null;
  const path = saved.path.flatMap((key) => (typeof key === 'string' || typeof key === 'number' ? [key] : []));
  return { path, before, after };
}
