/** Tools that make and change records, by the rules every way in shares: required fields, types, validation rules, duplicates. */
import { defineTool, freeText, succeed, type Cell, type Row, type ToolContext } from '@understudy/kernel';
import { z } from 'zod';
import { canRead, refuseEdit } from '../access/access.ts';
import { aKind, showId, TABLES, type IdKind } from '../ids.ts';
import { failed, type Failed } from '../tools/outcomes.ts';
import { optional, yesNo } from '../tools/parameters.ts';
import { insert, update } from '../tools/writing.ts';
import { withDefaults } from './defaults.ts';
import { noObject } from './describe.ts';
import { duplicateOf } from './duplicates.ts';
import type { ObjectMeta } from './field.ts';
import { fieldsArgument, readFields, recordId } from './fields-given.ts';
import { objectNamed, objectOf, OBJECTS } from './objects.ts';
import { readable } from './read.ts';
import { violations } from './validation.ts';
import { columnsOf, isRecordType } from './values.ts';

const CREATABLE = OBJECTS.filter(({ creatable }) => creatable).map(({ name }) => name);

const allowDuplicate = optional(yesNo).describe('true to save although a duplicate rule objects');

export const createRecord = defineTool({
  name: 'create_record',
  description: `Make a record: ${CREATABLE.join(', ')}. describe_object says which fields it needs.`,
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({
    object: freeText(40).describe('Name of the object, like "Lead"'),
    fields: fieldsArgument.describe('Values by field name, like {"Name": "Ana Berg", "Company": "Nordwind"}'),
    allow_duplicate: allowDuplicate,
  }),
  run(context, args) {
    const object = objectNamed(args.object);
    if (object === undefined) return noObject(args.object);
    if (!object.creatable)
      return failed(
        'validation',
        `${object.name} records cannot be made with create_record.`,
        `These can: ${CREATABLE.join(', ')}.`,
      );
    const given = readFields(context, object, args.fields, true);
    if (!given.ok) return given;
    const row = withDefaults(context, object, given.columns);
    const refusal =
      missingFields(object, row) ??
      broken(context, object.kind, row, new Set(Object.keys(row)), null) ??
      doubled(context, object, row, new Set(Object.keys(given.columns)), null, args.allow_duplicate === true);
    if (refusal !== null) return refusal;
    const id = insert(context.world, TABLES[object.kind], row);
    return succeed({ id: showId(object.kind, id), success: true });
  },
});

export const updateRecord = defineTool({
  name: 'update_record',
  description:
    'Change fields of a record. A status or stage is changed by the tool for it; null empties a field. describe_object says what can be written.',
  effect: 'write',
  seconds: 6,
  parameters: z.strictObject({
    record_id: recordId.describe('Id of the record, like "L12"'),
    fields: fieldsArgument.describe('New values by field name, like {"Phone": "+49 30 555010"}'),
    allow_duplicate: allowDuplicate,
  }),
  run(context, args) {
    const { kind, id } = args.record_id;
    const found = readable(context, kind, id);
    if (!found.ok) return found;
    const object = objectOf(kind);
    const given = readFields(context, object, args.fields, false);
    if (!given.ok) return given;
    if (!isRecordType(kind)) return failed('forbidden', `${object.name} records cannot be changed.`);
    const row = { ...found.row, ...given.columns };
    const changed = new Set(
      Object.keys(given.columns).filter((column) => given.columns[column] !== found.row[column]),
    );
    const refusal =
      refuseEdit(context, kind, id) ??
      locked(kind, found.row) ??
      broken(context, kind, row, changed, found.row) ??
      doubled(context, object, row, changed, id, args.allow_duplicate === true);
    if (refusal !== null) return refusal;
    update(context, kind, found.row, given.columns);
    return succeed({ id: showId(kind, id), success: true });
  },
});

function missingFields(object: ObjectMeta, row: Row): Failed | null {
  const missing = object.fields.filter(
    (field) => field.required && columnsOf(field).every((column) => (row[column] ?? null) === null),
  );
  if (missing.length === 0) return null;
  return failed(
    'validation',
    `Required fields are missing: [${missing.map(({ name }) => name).join(', ')}].`,
    `describe_object says what ${object.name} needs.`,
  );
}

/** A converted lead lives on as its contact and account. */
function locked(kind: IdKind, row: Row): Failed | null {
  if (kind === 'lead' && row['status'] === 'converted')
    return failed(
      'conflict',
      'Cannot reference or change a converted lead.',
      'Change its contact or account instead.',
    );
  return null;
}

function broken(
  context: ToolContext,
  kind: IdKind,
  row: Row,
  given: ReadonlySet<string>,
  before: Row | null,
): Failed | null {
  const messages = [
    ...violations(kind, row, given, before, context.clock.now()),
    ...amountOfItems(context, kind, given, before),
  ];
  return messages.length === 0
    ? null
    : failed('validation', `Field custom validation: ${messages.join('; ')}.`);
}

/** An opportunity with products is worth their sum. */
function amountOfItems(
  context: ToolContext,
  kind: IdKind,
  given: ReadonlySet<string>,
  before: Row | null,
): readonly string[] {
  if (kind !== 'opportunity' || before === null || !given.has('amount_cents')) return [];
  const item = context.world.get(
    'SELECT id FROM opportunity_items WHERE opportunity_id = ? LIMIT 1',
    before['id'] ?? null,
  );
  return item === undefined ? [] : ['Amount: the amount of an opportunity with products is their sum'];
}

function doubled(
  context: ToolContext,
  object: ObjectMeta,
  row: Readonly<Record<string, Cell>>,
  changed: ReadonlySet<string>,
  id: number | null,
  allowed: boolean,
): Failed | null {
  if (object.kind === 'campaign' && changed.has('name')) return sameCampaign(context, row, id);
  if (allowed) return null;
  const found = duplicateOf(context.world, object.kind, row, changed, id);
  if (found === null) return null;
  const name = canRead(context, found.kind, found.id)
    ? `${showId(found.kind, found.id)} (${found.why})`
    : `${aKind(found.kind)} that you cannot read (${found.why})`;
  return failed(
    'conflict',
    `Duplicates detected: the record matches ${name}.`,
    'Use that record, or set allow_duplicate to true to save anyway.',
  );
}

/** The names of campaigns are unique, whatever the rules say. */
function sameCampaign(
  context: ToolContext,
  row: Readonly<Record<string, Cell>>,
  id: number | null,
): Failed | null {
  const other = context.world.get('SELECT id FROM campaigns WHERE name = ?', row['name'] ?? null);
  if (other === undefined || other['id'] === id) return null;
  return failed('conflict', 'Duplicate value found: a campaign of this name exists.', 'Choose another name.');
}
