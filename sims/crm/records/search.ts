/**
 * Full-text search over names, e-mail addresses, companies and subjects. Words match whole, from their start or inside; where nothing
 * matches, words that are spelled a little differently do.
 */
import { defineTool, freeText, int, text, textOrNull, type Row, type ToolContext } from '@understudy/kernel';
import { succeed } from '@understudy/kernel';
import { z } from 'zod';
import { canRead, restriction } from '../access/access.ts';
import { readId, showId, TABLES, type IdKind } from '../ids.ts';
import { plain } from '../tools/matching.ts';
import { optional } from '../tools/parameters.ts';
import { find } from '../tools/writing.ts';
import { noObject } from './describe.ts';
import type { ObjectMeta } from './field.ts';
import { objectNamed, objectOf, OBJECTS } from './objects.ts';

const LISTED = 10;
const SEARCHED = OBJECTS.filter(({ search }) => search.length > 0);
/** Searched only when they are named: there are many of them, and they hang on records that are found anyway. */
const ACTIVITIES: ReadonlySet<string> = new Set<IdKind>(['task', 'event', 'email', 'note', 'quote']);
const HEADS = SEARCHED.filter(({ kind }) => !ACTIVITIES.has(kind));

interface Hit {
  readonly object: ObjectMeta;
  readonly row: Row;
  readonly score: number;
}

export const searchRecords = defineTool({
  name: 'search_records',
  description: `Search names, companies, e-mail addresses, telephone numbers and subjects; the best ${LISTED} records, best first. Tasks, events, e-mails, notes and quotes are searched when named as the object.`,
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({
    query: freeText(120).describe('A few words, an e-mail address or an id'),
    object: optional(freeText(40)).describe('Name of one object, like "Contact"'),
  }),
  run(context, args) {
    const named = args.object === undefined ? undefined : objectNamed(args.object);
    if (args.object !== undefined && named === undefined) return noObject(args.object);
    const objects = named === undefined ? HEADS : SEARCHED.filter((one) => one === named);
    const byId = idHit(context, args.query);
    const words = wordsOf(args.query);
    const hits = byId ?? search(context, objects, words);
    const ranked = hits.toSorted((left, right) => right.score - left.score).slice(0, LISTED);
    return succeed({ records: ranked.map(listed), total: hits.length });
  },
});

function idHit(context: ToolContext, query: string): readonly Hit[] | null {
  const read = readId(query);
  if (read === null) return null;
  const row = find(context.world, TABLES[read.kind], read.id);
  if (row === undefined || !canRead(context, read.kind, read.id)) return null;
  return [{ object: objectOf(read.kind), row, score: 1 }];
}

function wordsOf(query: string): readonly string[] {
  const words = query.toLowerCase().includes('@')
    ? query.toLowerCase().split(/\s+/)
    : plain(query).split(' ');
  return [...new Set(words.filter((word) => word.length > 1))].slice(0, 8);
}

function search(
  context: ToolContext,
  objects: readonly ObjectMeta[],
  words: readonly string[],
): readonly Hit[] {
  if (words.length === 0) return [];
  const exact = objects.flatMap((object) => matching(context, object, words));
  return exact.length > 0 ? exact : objects.flatMap((object) => similar(context, object, words));
}

/** Rows in which at least one word occurs as it is written. SQLite finds them; what they are worth is counted here. */
function matching(context: ToolContext, object: ObjectMeta, words: readonly string[]): readonly Hit[] {
  const one = `(${object.search.map((column) => `t.${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`;
  const cells = words.flatMap((word) => object.search.map(() => `%${word.replace(/[\\%_]/g, '\\$&')}%`));
  const condition = `(${words.map(() => one).join(' OR ')})`;
  return scored(context, object, words, condition, cells, (field, word) => worth(field, word));
}

/** Rows in which at least one word occurs with a spelling that is a little different. */
function similar(context: ToolContext, object: ObjectMeta, words: readonly string[]): readonly Hit[] {
  return scored(context, object, words, '1', [], (field, word) =>
    Math.max(0, ...field.split(' ').map((part) => likeness(part, word))),
  );
}

function scored(
  context: ToolContext,
  object: ObjectMeta,
  words: readonly string[],
  condition: string,
  cells: readonly string[],
  measure: (field: string, word: string) => number,
): readonly Hit[] {
  const { sql, cells: reach } = restriction(context, object.kind, 'read', 't');
  const columns = [...new Set(['id', object.title, ...object.search])].map((column) => `t.${column}`);
  return context.world
    .all(
      `SELECT ${columns.join(', ')} FROM ${TABLES[object.kind]} t WHERE ${condition} AND ${sql} ORDER BY t.id`,
      ...cells,
      ...reach,
    )
    .map((row) => {
      const fields = object.search.map((column) => tidy(textOrNull(row, column) ?? ''));
      // A record is as good as the sum of its words, each in the field where it fits best; earlier fields weigh a little more.
      const score = words.reduce(
        (sum, word) => sum + Math.max(...fields.map((field, i) => measure(field, word) * (1 - i / 10))),
        0,
      );
      return { object, row, score };
    })
    .filter(({ score }) => score > 0);
}

const tidy = (value: string): string => (value.includes('@') ? value.toLowerCase() : plain(value));

function worth(field: string, word: string): number {
  if (field === word) return 6;
  const parts = field.split(/[ @]/);
  if (parts.includes(word)) return 4;
  if (parts.some((part) => part.startsWith(word))) return 2;
  return field.includes(word) ? 1 : 0;
}

/** 1 for words that differ by at most one letter in four (added, left out, changed), 0 for others. */
function likeness(part: string, word: string): number {
  const allowed = Math.floor(Math.max(part.length, word.length) / 4);
  if (allowed === 0 || Math.abs(part.length - word.length) > allowed) return 0;
  let row = Array.from({ length: word.length + 1 }, (_, i) => i);
  for (let i = 1; i <= part.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= word.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (part[i - 1] === word[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return (row[word.length] ?? 0) <= allowed ? 1 : 0;
}

function listed({ object, row }: Hit) {
  const detail = object.search
    .filter((column) => column !== object.title)
    .map((column) => textOrNull(row, column));
  return {
    id: showId(object.kind, int(row, 'id')),
    object: object.name,
    name: text(row, object.title),
    detail: detail.find((value) => value !== null) ?? null,
  };
}
