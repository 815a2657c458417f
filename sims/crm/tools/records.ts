/** The record a call is about: found by its id, and open to the acting user. */
import { int, reshape, text, type Row, type ToolContext } from '@understudy/kernel';
import { z } from 'zod';
import { canEdit, canRead, ownsActively, refuseEdit } from '../access/access.ts';
import { readId, showId } from '../ids.ts';
import { RECORD_TYPES, type RecordType } from '../vocabulary.ts';
import { failed, noSuch, type Failed } from './outcomes.ts';
import { find, tableOf } from './writing.ts';

export interface Found {
  readonly ok: true;
  readonly row: Row;
}

export interface RecordReference {
  readonly kind: RecordType;
  readonly id: number;
}

/** The record, where the acting user may read it (`not_found` otherwise) and, unless it is only read, change it (`forbidden`). */
export function locate(
  context: ToolContext,
  kind: RecordType,
  id: number,
  mode: 'read' | 'edit' = 'edit',
): Found | Failed {
  const row = find(context.world, tableOf(kind), id);
  if (row === undefined) return noSuch(kind, id);
  if (ownsActively(context, row)) return { ok: true, row };
  if (mode === 'edit' && canEdit(context, kind, id)) return { ok: true, row };
  if (!canRead(context, kind, id)) return noSuch(kind, id);
  return (mode === 'edit' ? refuseEdit(context, kind, id) : null) ?? { ok: true, row };
}

/** A user who can be given work: exists and is active. */
export function activeUser(context: ToolContext, id: number): Found | Failed {
  const row = find(context.world, 'users', id);
  if (row === undefined) return noSuch('user', id);
  if (int(row, 'active') === 0) {
    return failed(
      'conflict',
      `${text(row, 'name')} (${showId('user', id)}) is no longer active.`,
      'Choose an active user.',
    );
  }
  return { ok: true, row };
}

function isRecordType(word: string): word is RecordType {
  const types: readonly string[] = RECORD_TYPES;
  return types.includes(word);
}

function readReference(value: string): RecordReference | null {
  const read = readId(value);
  return read !== null && isRecordType(read.kind) ? { kind: read.kind, id: read.id } : null;
}

/** An argument that names a record of any type by its public id: `"O12"`, `"cs 4"`. */
export const anyRecord = z
  .preprocess(
    reshape((value) => value.toUpperCase()),
    z
      .string()
      .max(12)
      .refine((value) => readReference(value) !== null, {
        error: 'a record id looks like "O12" (opportunity), "A3" (account) or "CS7" (case)',
      }),
  )
  .transform((value): RecordReference => readReference(value) ?? { kind: 'account', id: 0 })
  .nonoptional();
