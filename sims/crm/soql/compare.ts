/**
 * One comparison of a query as a condition in SQL. Values are bound, never pasted. Conditions are true or false, never unknown: an
 * empty field equals null only, is different from every value, and is neither smaller nor larger, also under NOT.
 */
import { isoDate, type Cell, type SimTime } from '@understudy/kernel';
import type { Predicate } from '../access/predicate.ts';
import { aKind, readId, showId } from '../ids.ts';
import type { FieldType } from '../records/field.ts';
import { didYouMean } from '../records/objects.ts';
import { cents, pick } from '../records/values.ts';
import type { Comparator, Literal } from './ast.ts';
import { literalSpan, span, SPAN_NAMES, type Span } from './dates.ts';
import { SoqlError } from './error.ts';

/** What is compared: an expression in SQL, its type, and how people call it. */
export interface Target {
  readonly sql: string;
  readonly type: FieldType | { readonly is: 'number' };
  /** Of an id: the kind of its records. Of an owner or a related record: the alias of the table with their columns. */
  readonly kind?: Parameters<typeof showId>[0];
  readonly alias: string;
  readonly name: string;
}

type Ordering = Exclude<Comparator, '=' | '!=' | 'LIKE'>;

export function compare(target: Target, comparator: Comparator, value: Literal, now: SimTime): Predicate {
  if (comparator === 'LIKE') return like(target, value);
  if (value.kind === 'null') return againstNull(target, comparator, value);
  switch (target.type.is) {
    case 'id':
    case 'reference':
    case 'owner':
    case 'related':
    case 'flag':
    case 'picklist': {
      const equal = equals(target, value);
      if (comparator === '=') return equal;
      if (comparator === '!=') return negate(equal);
      throw new SoqlError(
        `${target.name} cannot be compared with ${comparator}`,
        value.at,
        'Use =, != or IN for ids, picklists and true or false.',
      );
    }
    case 'date':
    case 'datetime':
      return inTime(target, comparator, timeOf(target, value, now));
    case 'text':
    case 'long_text':
    case 'email':
    case 'phone':
      return order({ ...target, sql: `${target.sql} COLLATE NOCASE` }, comparator, textOf(target, value));
    case 'money':
      return order(target, comparator, moneyOf(target, value));
    case 'integer':
    case 'percent':
    case 'number':
      return order(target, comparator, numberOf(target, value));
  }
}

/** `IN` is the same as one of several equalities. */
export function oneOf(target: Target, values: readonly Literal[], negated: boolean, now: SimTime): Predicate {
  const any = join(
    values.map((value) => compare(target, '=', value, now)),
    'OR',
  );
  return negated ? negate(any) : any;
}

export function negate({ sql, cells }: Predicate): Predicate {
  return { sql: `NOT ${sql}`, cells };
}

export function join(parts: readonly Predicate[], word: 'AND' | 'OR'): Predicate {
  return {
    sql: `(${parts.map((part) => part.sql).join(` ${word} `)})`,
    cells: parts.flatMap((part) => part.cells),
  };
}

function againstNull({ sql, name }: Target, comparator: Comparator, value: Literal): Predicate {
  if (comparator !== '=' && comparator !== '!=')
    throw new SoqlError(`${name} ${comparator} null makes no sense`, value.at, 'Use = null or != null.');
  return { sql: comparator === '=' ? `(${sql} IS NULL)` : `(${sql} IS NOT NULL)`, cells: [] };
}

function like({ sql, type, name }: Target, value: Literal): Predicate {
  const textual = ['text', 'long_text', 'email', 'phone', 'picklist'].includes(type.is);
  if (!textual) throw new SoqlError(`LIKE needs a text field, and ${name} is ${typeName(type)}`, value.at);
  if (value.kind !== 'string')
    throw new SoqlError(
      `LIKE needs a string, found ${showLiteral(value)}`,
      value.at,
      "% stands for any text, _ for one character: Name LIKE 'Nord%'.",
    );
  return { sql: String.raw`coalesce(${sql} LIKE ? ESCAPE '\', 0)`, cells: [value.value] };
}

function order({ sql }: Target, comparator: '=' | '!=' | Ordering, cell: Cell): Predicate {
  if (comparator === '=') return { sql: `(${sql} IS (SELECT ?))`, cells: [cell] };
  if (comparator === '!=') return { sql: `(${sql} IS NOT (SELECT ?))`, cells: [cell] };
  return { sql: `(${sql} IS NOT NULL AND ${sql} ${comparator} ?)`, cells: [cell] };
}

function inTime({ sql }: Target, comparator: '=' | '!=' | Ordering, { start, end }: Span): Predicate {
  const within: Predicate = {
    sql: `(${sql} IS NOT NULL AND ${sql} >= ? AND ${sql} < ?)`,
    cells: [start, end],
  };
  const at = (sign: '<' | '>=', time: SimTime): Predicate => ({
    sql: `(${sql} IS NOT NULL AND ${sql} ${sign} ?)`,
    cells: [time],
  });
  switch (comparator) {
    case '=':
      return within;
    case '!=':
      return negate(within);
    case '<':
      return at('<', start);
    case '<=':
      return at('<', end);
    case '>':
      return at('>=', end);
    case '>=':
      return at('>=', start);
  }
}

/** The condition that an id, owner, related record, flag or picklist is this value. */
function equals(target: Target, value: Literal): Predicate {
  const { sql, type, alias, kind } = target;
  if (type.is === 'flag') return { sql: `(${sql} IS (SELECT ?))`, cells: [flagOf(target, value)] };
  if (type.is === 'picklist') {
    const written = stringOf(target, value);
    const found = pick(type.values, written);
    if (found === undefined)
      throw new SoqlError(`${target.name} is never '${written}'`, value.at, didYouMean(written, type.values));
    return { sql: `(${sql} IS (SELECT ?))`, cells: [found] };
  }
  const written = stringOf(target, value);
  const read = readId(written);
  if (type.is === 'owner' && (read?.kind === 'user' || read?.kind === 'queue')) {
    const column = read.kind === 'user' ? 'owner_id' : 'queue_id';
    return { sql: `(${alias}.${column} IS (SELECT ?))`, cells: [read.id] };
  }
  if (type.is === 'related' && read !== null)
    return {
      sql: `(${alias}.record_type IS (SELECT ?) AND ${alias}.record_id IS (SELECT ?))`,
      cells: [read.kind, read.id],
    };
  const wanted = type.is === 'reference' ? type.to : kind;
  if ((type.is === 'id' || type.is === 'reference') && read !== null && read.kind === wanted)
    return { sql: `(${sql} IS (SELECT ?))`, cells: [read.id] };
  const example = wanted === undefined ? 'an id' : `the id of ${aKind(wanted)}, like '${showId(wanted, 12)}'`;
  throw new SoqlError(
    `${target.name} needs ${type.is === 'owner' ? "a user or queue, like 'U4'" : example}, found '${written}'`,
    value.at,
  );
}

function stringOf({ name, type }: Target, value: Literal): string {
  if (value.kind === 'string') return value.value;
  throw new SoqlError(
    `${name} is ${typeName(type)} and needs a string, found ${showLiteral(value)}`,
    value.at,
    "Strings stand in single quotes: 'A12'.",
  );
}

function textOf(target: Target, value: Literal): string {
  if (value.kind === 'number') return value.value;
  const written = stringOf(target, value);
  return target.type.is === 'email' ? written.toLowerCase() : written;
}

function flagOf({ name }: Target, value: Literal): number {
  if (value.kind === 'boolean') return Number(value.value);
  if (value.kind === 'string' && /^(?:true|false)$/i.test(value.value))
    return Number(value.value.toLowerCase() === 'true');
  throw new SoqlError(
    `${name} is true or false, found ${showLiteral(value)}`,
    value.at,
    'Write it without quotes.',
  );
}

function numberOf({ name }: Target, value: Literal): number {
  const number =
    value.kind === 'number' || (value.kind === 'string' && value.value.trim() !== '')
      ? Number(value.value)
      : NaN;
  if (!Number.isFinite(number))
    throw new SoqlError(`${name} is a number, found ${showLiteral(value)}`, value.at);
  return Math.abs(number) > Number.MAX_SAFE_INTEGER ? Math.sign(number) * Number.MAX_SAFE_INTEGER : number;
}

function moneyOf({ name }: Target, value: Literal): number {
  const written = value.kind === 'number' || value.kind === 'string' ? value.value.trim() : '';
  const found = cents(written.replace(/^[+-]/, ''));
  if (found === null)
    throw new SoqlError(
      `${name} is an amount, found ${showLiteral(value)}`,
      value.at,
      'Write it as a number with at most two decimals: 25000 or 199.90.',
    );
  return written.startsWith('-') ? -found : found;
}

function timeOf({ name }: Target, value: Literal, now: SimTime): Span {
  const found =
    value.kind === 'span'
      ? span(value.name, value.count, now)
      : value.kind === 'date' || (value.kind === 'string' && /^\d{4}-\d\d-\d\d/.test(value.value))
        ? literalSpan(value.value)
        : null;
  if (found !== null) return found;
  throw new SoqlError(
    `${name} is a date, found ${showLiteral(value)}`,
    value.at,
    `Write a day like ${isoDate(now)} without quotes, or one of ${[...SPAN_NAMES].slice(0, 6).join(', ')}, LAST_N_DAYS:30 ….`,
  );
}

function showLiteral(value: Literal): string {
  switch (value.kind) {
    case 'string':
      return `'${value.value.slice(0, 40)}'`;
    case 'number':
    case 'date':
      return value.value;
    case 'boolean':
      return String(value.value);
    case 'null':
      return 'null';
    case 'span':
      return value.name;
  }
}

function typeName(type: Target['type']): string {
  const NAMES: Readonly<Record<string, string>> = {
    id: 'an id',
    reference: 'an id',
    owner: 'an id',
    related: 'an id',
    flag: 'true or false',
    money: 'an amount',
    picklist: 'a picklist',
    date: 'a date',
    datetime: 'a time',
    integer: 'a number',
    number: 'a number',
    percent: 'a number',
  };
  return NAMES[type.is] ?? 'a text';
}
