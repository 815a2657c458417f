/** How the value of a field goes in and out: text, numbers and ids outside, cells of its columns inside. */
import {
  formatMoney,
  int,
  intOrNull,
  isoDate,
  nearest,
  text,
  type Cell,
  type Json,
  type Row,
} from '@understudy/kernel';
import { aKind, readId, showId } from '../ids.ts';
import { day, emailAddress, moment, percent, whole, yesNo } from '../tools/parameters.ts';
import { RECORD_TYPES, type RecordType } from '../vocabulary.ts';
import type { Field } from './field.ts';

/** What somebody may give for a field. */
export type Value = string | number | boolean | null;
export type Columns = Readonly<Record<string, Cell>>;
export type Parsed =
  { readonly ok: true; readonly columns: Columns } | { readonly ok: false; readonly message: string };

export function isRecordType(word: string): word is RecordType {
  const types: readonly string[] = RECORD_TYPES;
  return types.includes(word);
}

/** An instant as `2026-06-15T09:00Z`. */
export function showTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`;
}

/** The columns a field consists of. */
export function columnsOf(field: Field): readonly string[] {
  if (field.type.is === 'related') return ['record_type', 'record_id'];
  return field.type.is === 'owner' ? ['owner_id', 'queue_id'] : [field.column];
}

/** The value of a field as people and models read it; `row` has the field's columns. */
export function show(field: Field, row: Row, kind: Parameters<typeof showId>[0]): Json {
  const { type, column } = field;
  if (type.is === 'owner') {
    const owner = intOrNull(row, 'owner_id');
    return owner === null ? showId('queue', int(row, 'queue_id')) : showId('user', owner);
  }
  const cell = row[column] ?? null;
  if (cell === null) return null;
  switch (type.is) {
    case 'id':
      return showId(kind, int(row, column));
    case 'reference':
      return showId(type.to, int(row, column));
    case 'related': {
      const head = text(row, 'record_type');
      return isRecordType(head) ? showId(head, int(row, column)) : null;
    }
    case 'money':
      return formatMoney(int(row, column));
    case 'flag':
      return cell === 1;
    case 'date':
      return isoDate(int(row, column));
    case 'datetime':
      return showTime(int(row, column));
    case 'text':
    case 'long_text':
    case 'email':
    case 'phone':
    case 'percent':
    case 'integer':
    case 'picklist':
      return cell;
  }
}

/** `"1,200.50"`, `"EUR 1200.5"`, 1200.5 → 120050. Null for what is no amount of at most 12 digits. */
export function cents(value: Value): number | null {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(
    String(value)
      .trim()
      .replace(/^(?:eur|usd|[€$])\s*|\s*(?:eur|usd|[€$])$/gi, '')
      .replace(/(?<=\d),(?=\d{3})/g, ''),
  );
  return match === null ? null : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

const WORD = /[\s_-]+/g;

/** A picklist's value, whatever its case and separators: `"Closed Won"` → `closed_won`. */
export function pick(values: readonly string[], value: Value): string | undefined {
  const wanted = String(value).trim().toLowerCase().replace(WORD, '_');
  return values.find((one) => one.toLowerCase() === wanted);
}

const bad = (message: string): Parsed => ({ ok: false, message });

/** Reads a value that somebody wants to write, or says what is expected. Null and the empty text empty the field. */
export function parse(field: Field, value: Value): Parsed {
  const { name, column, type } = field;
  if (value === null || (typeof value === 'string' && value.trim() === ''))
    return { ok: true, columns: Object.fromEntries(columnsOf(field).map((one) => [one, null])) };
  const take = (cell: Cell | undefined | null, expected: string): Parsed =>
    cell === undefined || cell === null
      ? bad(`${name}: expected ${expected}, got ${JSON.stringify(value)}`)
      : { ok: true, columns: { [column]: cell } };
  switch (type.is) {
    case 'text':
    case 'long_text': {
      const line = String(value).trim();
      return line.length <= type.max
        ? take(line, 'text')
        : bad(`${name}: data value too large: ${line.length} characters, at most ${type.max} are allowed`);
    }
    case 'email':
      return take(emailAddress.safeParse(value).data, 'an e-mail address like "ana@example.com"');
    case 'phone': {
      const phone = String(value).trim();
      return take(
        /^\+?[\d\s()/.-]{5,30}$/.test(phone) ? phone : null,
        'a telephone number like "+49 30 555010"',
      );
    }
    case 'percent':
      return take(percent.safeParse(value).data, 'a whole number from 0 to 100');
    case 'integer':
      return take(
        whole(type.min, type.max).safeParse(value).data,
        `a whole number from ${type.min} to ${type.max}`,
      );
    case 'money':
      return take(cents(value), 'an amount like "1200.00"');
    case 'flag': {
      const flag = yesNo.safeParse(value).data;
      return take(flag === undefined ? null : Number(flag), 'true or false');
    }
    case 'date':
      return take(day.safeParse(value).data, 'a date like "2026-07-01"');
    case 'datetime':
      return take(moment.safeParse(value).data, 'a time like "2026-07-01T14:00" (UTC)');
    case 'picklist': {
      const close = nearest(String(value), type.values, 1);
      return take(
        pick(type.values, value),
        `one of ${type.values.join(', ')}${close.length > 0 ? ` (did you mean ${close.join('')}?)` : ''}`,
      );
    }
    case 'reference': {
      const read = readId(String(value));
      return take(
        read?.kind === type.to ? read.id : null,
        `the id of ${aKind(type.to)}, like "${showId(type.to, 12)}"`,
      );
    }
    case 'related': {
      const read = readId(String(value));
      return read !== null && isRecordType(read.kind)
        ? { ok: true, columns: { record_type: read.kind, record_id: read.id } }
        : bad(`${name}: expected the id of a record, like "A12" or "O7", got ${JSON.stringify(value)}`);
    }
    case 'id':
    case 'owner':
      return bad(`${name} cannot be written`);
  }
}
