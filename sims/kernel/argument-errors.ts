/** What is wrong with a tool's arguments, in words that a model can act on: the field, what is expected, what came. */
import { z } from 'zod';
import { nearest } from './nearest.ts';

/** How many faults one message names. */
const NAMED = 3;
/** How much of a wrong value is quoted, in characters. */
const QUOTED = 60;

export function describeArguments(
  tool: string,
  parameters: z.ZodObject,
  rawArgs: unknown,
  error: z.ZodError,
): { readonly message: string; readonly hint: string } {
  const names = Object.keys(parameters.shape);
  const faults = error.issues.flatMap((issue) => describe(issue, names, rawArgs));
  const more = faults.length - NAMED;
  const listed = faults.slice(0, NAMED).join('; ') + (more > 0 ? `; and ${String(more)} more` : '');
  const known = Object.entries(parameters.shape).map(
    ([name, field]) => `${name}${z.safeParse(field, undefined).success ? ' (optional)' : ''}`,
  );
  return {
    message: `Invalid arguments for ${tool}: ${listed}.`,
    hint: known.length === 0 ? `${tool} takes no arguments.` : `${tool} takes ${known.join(', ')}.`,
  };
}

function describe(issue: z.core.$ZodIssue, names: readonly string[], rawArgs: unknown): readonly string[] {
  const field = issue.path.map(String).join('.');
  const value = valueAt(rawArgs, issue.path);
  if (field === '' && issue.code === 'invalid_type')
    return [`expected an object with named arguments, got ${quote(value)}`];
  const lead = field === '' ? '' : `${field}: `;
  const got = value === undefined ? 'it is missing' : `got ${quote(value)}`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const close = field === '' ? nearest(key, names, 1)[0] : undefined;
        return `${lead}${key}: there is no such argument${close === undefined ? '' : `; did you mean ${close}?`}`;
      });
    case 'invalid_type':
      return [`${lead}expected ${issue.expected}, ${got}`];
    case 'invalid_value': {
      const values = issue.values.map((allowed) => JSON.stringify(String(allowed)));
      return [`${lead}expected ${values.length === 1 ? '' : 'one of '}${values.join(', ')}, ${got}`];
    }
    case 'custom':
      return [`${lead}${issue.message}`];
    default:
      return [`${lead}${issue.message}, ${got}`];
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.getOwnPropertyDescriptor(current, step)?.value;
  }
  return current;
}

function quote(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
}
