/**
 * Every problem of a document that is to become a scenario pack, each with the place in the document that it is about: for screens
 * that show them where they are. `parsePack` refuses the same documents.
 */
import type { z } from 'zod';
import { danglingReferences } from './cross-check.ts';
import { packSchema, type Pack } from './pack.ts';

/** Keys and indices from the top of the document. */
export type DocumentPath = readonly (string | number)[];

export interface Problem {
  readonly path: DocumentPath;
  /** What is wrong and what to do, for a person. */
  readonly message: string;
}

/** The pack, or null where there is something wrong with it. */
export interface Examined {
  readonly pack: Pack | null;
  readonly problems: readonly Problem[];
}

export function examinePack(document: unknown): Examined {
  const parsed = packSchema.safeParse(document);
  if (!parsed.success) return { pack: null, problems: distinct(parsed.error.issues.flatMap(problemsOf)) };
  const pack = parsed.data;
  const problems = distinct([
    ...twins(pack),
    ...danglingReferences(pack).map((text) => placedProblem(text, document)),
  ]);
  return { pack: problems.length === 0 ? pack : null, problems };
}

function twins({ families }: Pack): readonly Problem[] {
  return families.flatMap(({ id }, i) =>
    families.findIndex((other) => other.id === id) < i
      ? [
          {
            path: ['families', i, 'id'],
            message: `Two families are called "${id}"; give one another name.`,
          },
        ]
      : [],
  );
}

function problemsOf(issue: z.core.$ZodIssue): readonly Problem[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return nearest(issue.errors)
      .flatMap(problemsOf)
      .map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `There is no field "${key}" here; take it out.`,
    }));
  return [{ path, message: plain(issue) }];
}

/** The branch of a union that the author most likely meant: the one in which the least is wrong, the deeper the better. */
function nearest(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const cost = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce((sum, issue) => {
      if (issue.code === 'unrecognized_keys') return sum + 2 * issue.keys.length;
      return sum + (issue.path.length === 0 ? 10 : 1);
    }, 0);
  return [...branches].sort((a, b) => cost(a) - cost(b))[0] ?? [];
}

function plain(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? 'This is missing; fill it in.'
        : `This must be ${KINDS[issue.expected] ?? issue.expected}.`;
    case 'too_small':
      if (issue.origin === 'string') return `Write ${least(Number(issue.minimum), 'character')}.`;
      if (issue.origin === 'array') return `Give ${least(Number(issue.minimum), 'entry', 'entries')}.`;
      return `This must be at least ${String(issue.minimum)}.`;
    case 'too_big':
      if (issue.origin === 'string') return `Write no more than ${String(issue.maximum)} characters.`;
      if (issue.origin === 'array') return `Give no more than ${String(issue.maximum)} entries.`;
      return `This must be no more than ${String(issue.maximum)}.`;
    case 'invalid_value':
      return `This must be one of: ${issue.values.map(String).join(', ')}.`;
    default:
      return sentence(issue.message);
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'a group of fields',
  record: 'a list of names with values',
};

function least(count: number, one: string, many = `${one}s`): string {
  return count <= 1 ? 'something: it is empty' : `at least ${String(count)} ${many}`;
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/**
 * `families.late.cases.large.when: no variable …` as a place and what is wrong there. Members of lists are named by their id or their
 * index; where a part of the place leads nowhere, the place before it stands.
 */
export function placedProblem(text: string, document: unknown): Problem {
  const [, place, message] = /^([\w.-]+): (.*)$/s.exec(text) ?? [];
  if (place === undefined || message === undefined) return unplaced(text, document);
  const path: (string | number)[] = [];
  let at = document;
  for (const part of place.split('.')) {
    const key = keyIn(at, part);
    if (key === null) break;
    path.push(key);
    at = child(at, key);
  }
  return { path, message: sentence(message) };
}

/** A wording of both splits is named by its text. */
function unplaced(text: string, document: unknown): Problem {
  const quoted = /^"(.*)" is a wording/s.exec(text)?.[1];
  const path = quoted === undefined ? null : pathTo(document, quoted);
  return {
    path: path ?? [],
    message: `${sentence(text)}${quoted === undefined ? '' : ' Change it in one of them.'}`,
  };
}

/** The last place that holds exactly this text: held-out wordings stand behind those of training. */
function pathTo(at: unknown, text: string): DocumentPath | null {
  if (at === text) return [];
  if (typeof at !== 'object' || at === null) return null;
  for (const [key, value] of Object.entries(at).toReversed()) {
    const below = pathTo(value, text);
    if (below !== null) return [Array.isArray(at) ? Number(key) : key, ...below];
  }
  return null;
}

function keyIn(at: unknown, part: string): string | number | null {
  if (Array.isArray(at)) {
    const members: readonly unknown[] = at;
    const index = members.findIndex(
      (one) => typeof one === 'object' && one !== null && 'id' in one && one.id === part,
    );
    if (index !== -1) return index;
    return /^\d+$/.test(part) && Number(part) < members.length ? Number(part) : null;
  }
  return typeof at === 'object' && at !== null && Object.hasOwn(at, part) ? part : null;
}

function child(at: unknown, key: string | number): unknown {
  if (typeof at !== 'object' || at === null) return undefined;
  return Object.entries(at).find(([name]) => name === String(key))?.[1];
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [
    ...new Map(
      problems.map((problem) => [JSON.stringify([problem.path, problem.message]), problem]),
    ).values(),
  ];
}
