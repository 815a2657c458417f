/** Reads the fields that somebody wants to write: names, types, access and references, with every fault named at once. */
import { reshape, type Cell, type ToolContext } from '@understudy/kernel';
import { z } from 'zod';
import { canRead } from '../access/access.ts';
import { readId, showId, TABLES, type IdKind } from '../ids.ts';
import { activeUser } from '../tools/records.ts';
import { failed, type Failed } from '../tools/outcomes.ts';
import { find } from '../tools/writing.ts';
import type { Field, ObjectMeta } from './field.ts';
import { didYouMean, fieldNamed } from './objects.ts';
import { columnsOf, isRecordType, parse, type Value } from './values.ts';

/** `{"Name": "Ana Berg", "Budget": 25000}`: fields by API name or column, a JSON text of them as well. */
export const fieldsArgument = z
  .preprocess(
    (value) => {
      if (typeof value !== 'string') return value;
      try {
        const parsed: unknown = JSON.parse(value);
        return parsed;
      } catch {
        return value;
      }
    },
    z.record(z.string().max(60), z.union([z.string().max(8000), z.number(), z.boolean(), z.null()])),
  )
  .refine((fields) => Object.keys(fields).length > 0, { error: 'at least one field is needed' })
  .nonoptional();

/** A record of any object by its public id. */
export const recordId = z
  .preprocess(
    reshape((value) => value.toUpperCase()),
    z
      .string()
      .max(12)
      .refine((value) => readId(value) !== null, {
        error: 'a record id looks like "L12" (lead), "A3" (account) or "CS7" (case)',
      }),
  )
  .transform((value) => readId(value) ?? { kind: 'account' as const, id: 0 })
  .nonoptional();

export type Given = { readonly ok: true; readonly columns: Readonly<Record<string, Cell>> } | Failed;

/** The columns to write. `creating` opens the fields that can be given only then. */
export function readFields(
  context: ToolContext,
  object: ObjectMeta,
  fields: Readonly<Record<string, Value>>,
  creating: boolean,
): Given {
  const columns: Record<string, Cell> = {};
  const faults: string[] = [];
  const hints: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const field = fieldNamed(object, name);
    if (field === undefined) {
      faults.push(`No such column '${name}' on ${object.name}`);
      hints.push(
        didYouMean(
          name,
          object.fields.map((one) => one.name),
        ),
      );
      continue;
    }
    const refusal = refuseAccess(object, field, creating);
    if (refusal !== null) {
      faults.push(refusal.fault);
      hints.push(refusal.hint);
      continue;
    }
    const parsed = parse(field, value);
    if (!parsed.ok) faults.push(parsed.message);
    else if (field.required && columnsOf(field).every((column) => parsed.columns[column] === null))
      faults.push(`Required fields are missing: [${field.name}]`);
    else {
      const missing = missingReference(context, field, parsed.columns);
      if (missing === null) Object.assign(columns, parsed.columns);
      else faults.push(missing);
    }
  }
  if (faults.length === 0) return { ok: true, columns };
  return failed(
    'validation',
    `${faults.slice(0, 4).join('; ')}.`,
    [...new Set(hints)].slice(0, 2).join(' ') || undefined,
  );
}

function refuseAccess(
  object: ObjectMeta,
  field: Field,
  creating: boolean,
): { readonly fault: string; readonly hint: string } | null {
  if (field.access === 'write' || (field.access === 'create' && creating)) return null;
  const hint =
    field.tools.length > 0
      ? `${field.name} is changed by ${field.tools.join(', ')}.`
      : field.access === 'create'
        ? `${field.name} is given when the ${object.name} is made, and stays.`
        : `${field.name} is kept by the system.`;
  return { fault: `Field is not writeable: ${object.name}.${field.name}`, hint };
}

/** What is wrong with a reference: nothing there, nothing the user may read, or a user who left. */
function missingReference(
  context: ToolContext,
  field: Field,
  columns: Readonly<Record<string, Cell>>,
): string | null {
  const { type } = field;
  if (type.is !== 'reference' && type.is !== 'related') return null;
  const id = columns[field.column] ?? null;
  const head = type.is === 'reference' ? type.to : recordKind(columns['record_type'] ?? null);
  if (typeof id !== 'number' || head === null) return null;
  if (field.column === 'owner_id') {
    const user = activeUser(context, id);
    return user.ok ? null : `OwnerId: ${user.error.message.replace(/\.$/, '')}`;
  }
  const exists = find(context.world, TABLES[head], id) !== undefined && canRead(context, head, id);
  return exists ? null : `${field.name}: there is no ${head.replaceAll('_', ' ')} ${showId(head, id)}`;
}

function recordKind(cell: Cell): IdKind | null {
  return typeof cell === 'string' && isRecordType(cell) ? cell : null;
}
