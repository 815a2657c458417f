/** Runs a query for the acting user. */
import type { Json, ToolContext } from '@understudy/kernel';
import { restriction } from '../access/access.ts';
import { compile } from './compile.ts';
import { parse } from './parse.ts';

/** `records` are as wide as the query asks; `done` is false where there are more than were returned. */
export type Answer =
  | { readonly counts: true; readonly count: number }
  | {
      readonly counts: false;
      readonly done: boolean;
      readonly records: readonly Readonly<Record<string, Json>>[];
    };

/** @throws SoqlError for a query that does not parse or does not fit the objects. */
export function runQuery(context: ToolContext, text: string): Answer {
  const compiled = compile(parse(text), {
    now: context.clock.now(),
    restriction: (kind, mode, alias) => restriction(context, kind, mode, alias),
  });
  const rows = context.world.all(compiled.sql, ...compiled.cells);
  if (compiled.counts) return { counts: true, count: Number(rows[0]?.['k0'] ?? 0) };
  return {
    counts: false,
    done: rows.length <= compiled.limit,
    records: rows.slice(0, compiled.limit).map((row) => compiled.show(row)),
  };
}
