/** Tools that read one record and the history of its fields. */
import {
  defineTool,
  freeText,
  int,
  succeed,
  text,
  textOrNull,
  type Json,
  type Row,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { canRead, ownsActively } from '../access/access.ts';
import { showId, showIdOrNull, TABLES, type IdKind } from '../ids.ts';
import { failed, noSuch, type Failed } from '../tools/outcomes.ts';
import { optional } from '../tools/parameters.ts';
import { find } from '../tools/writing.ts';
import type { ObjectMeta } from './field.ts';
import { recordId } from './fields-given.ts';
import { didYouMean, fieldNamed, objectOf } from './objects.ts';
import { columnsOf, show, showTime } from './values.ts';

const HISTORY_LISTED = 30;

const someRecord = recordId.describe('Id of the record, like "L12"');

/** A row of any object that the acting user may read; `not_found` for all others, which names the record that took its place. */
export function readable(
  context: ToolContext,
  kind: IdKind,
  id: number,
): { readonly ok: true; readonly row: Row } | Failed {
  const row = find(context.world, TABLES[kind], id);
  if (row !== undefined && (ownsActively(context, row) || canRead(context, kind, id)))
    return { ok: true, row };
  const merged = context.world.get(
    'SELECT surviving_id FROM record_merges WHERE record_type = ? AND losing_id = ?',
    kind,
    id,
  );
  if (row !== undefined || merged === undefined) return noSuch(kind, id);
  const surviving = showId(kind, int(merged, 'surviving_id'));
  return failed(
    'not_found',
    `Entity is deleted: ${showId(kind, id)} was merged into ${surviving}.`,
    `Read ${surviving}.`,
  );
}

export const getRecord = defineTool({
  name: 'get_record',
  description: 'Read a record by its id: all its fields that are not empty, or the ones you name.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({
    record_id: someRecord,
    fields: optional(z.array(freeText(60)).max(40)).describe('Names of fields; all where it is left out'),
  }),
  run(context, args) {
    const { kind, id } = args.record_id;
    const found = readable(context, kind, id);
    if (!found.ok) return found;
    const object = objectOf(kind);
    const names = args.fields ?? [];
    const unknown = names.find((name) => fieldNamed(object, name) === undefined);
    if (unknown !== undefined) {
      const known = object.fields.map((field) => field.name);
      return failed(
        'validation',
        `No such column '${unknown}' on ${object.name}.`,
        didYouMean(unknown, known),
      );
    }
    const wanted =
      names.length === 0 ? object.fields : names.flatMap((name) => fieldNamed(object, name) ?? []);
    const values = wanted
      .filter((field) => names.length > 0 || columnsOf(field).some((column) => found.row[column] !== null))
      .map((field) => [field.name, show(field, found.row, kind)] as const);
    return succeed({ object: object.name, ...Object.fromEntries(values) });
  },
});

export const getFieldHistory = defineTool({
  name: 'get_field_history',
  description: `Read what changed on a record: tracked fields with old and new value, who and when; the last ${HISTORY_LISTED}, newest first.`,
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({
    record_id: someRecord,
    field: optional(freeText(60)).describe('One field only, like "StageName"'),
  }),
  run(context, args) {
    const { kind, id } = args.record_id;
    const found = readable(context, kind, id);
    if (!found.ok) return found;
    const object = objectOf(kind);
    const field = args.field === undefined ? undefined : fieldNamed(object, args.field);
    if (args.field !== undefined && field === undefined) {
      const known = object.fields.map((one) => one.name);
      return failed(
        'validation',
        `No such column '${args.field}' on ${object.name}.`,
        didYouMean(args.field, known),
      );
    }
    const rows = context.world
      .all(
        `SELECT h.field, h.old_value, h.new_value, h.changed_at, h.changed_by, u.name FROM field_history h
         LEFT JOIN users u ON u.id = h.changed_by
         WHERE h.record_type = (SELECT ?) AND h.record_id = (SELECT ?) ORDER BY h.changed_at DESC, h.id DESC`,
        kind,
        id,
      )
      .filter((row) => field === undefined || columnsOf(field).includes(text(row, 'field')));
    return succeed({
      record_id: showId(kind, id),
      changes: rows.slice(0, HISTORY_LISTED).map((row) => {
        const by = row['changed_by'];
        return {
          field: fieldNamed(object, text(row, 'field'))?.name ?? text(row, 'field'),
          old_value: noted(object, row, 'old_value'),
          new_value: noted(object, row, 'new_value'),
          changed_by: showIdOrNull('user', typeof by === 'number' ? by : null),
          changed_by_name: textOrNull(row, 'name'),
          changed_at: showTime(int(row, 'changed_at')),
        };
      }),
      total: rows.length,
    });
  },
});

/** A noted value as the record itself shows it: the history keeps amounts in cents and times in ms. */
function noted(object: ObjectMeta, row: Row, column: 'old_value' | 'new_value'): Json {
  const value = textOrNull(row, column);
  const field = fieldNamed(object, text(row, 'field'));
  const counted = field !== undefined && ['money', 'date', 'datetime', 'flag'].includes(field.type.is);
  return counted && value !== null && /^\d+$/.test(value)
    ? show(field, { [field.column]: Number(value) }, object.kind)
    : value;
}
