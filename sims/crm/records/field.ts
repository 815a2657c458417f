/** What a field of an object is: one table of data that SOQL, the record tools and the documentation share. */
import type { IdKind } from '../ids.ts';

export type FieldType =
  | { readonly is: 'id' }
  | { readonly is: 'text' | 'long_text'; readonly max: number }
  | { readonly is: 'email' | 'phone' | 'percent' | 'money' | 'flag' | 'date' | 'datetime' }
  | { readonly is: 'integer'; readonly min: number; readonly max: number }
  | { readonly is: 'picklist'; readonly values: readonly string[] }
  | { readonly is: 'reference'; readonly to: IdKind }
  /** A user, or a queue in the column `queue_id`. */
  | { readonly is: 'owner' }
  /** Any record: the columns `record_type` and `record_id`. */
  | { readonly is: 'related' };

export interface Field {
  readonly name: string;
  readonly column: string;
  readonly type: FieldType;
  /** May not be empty. */
  readonly required: boolean;
  /** Filled in by the system where it is not given. */
  readonly defaulted: boolean;
  /** `write`: always; `create`: when the record is made; `read`: by the system or by the named tools only. */
  readonly access: 'write' | 'create' | 'read';
  /** Tools that change a field which cannot be written. */
  readonly tools: readonly string[];
}

export interface ObjectMeta {
  /** API name, as in SOQL. */
  readonly name: string;
  readonly description: string;
  readonly kind: IdKind;
  readonly fields: readonly Field[];
  readonly creatable: boolean;
  /** The column that names a record to people. */
  readonly title: string;
  /** Columns that search_records reads, most telling first; empty where the object is not searched. */
  readonly search: readonly string[];
}

type More = Partial<Pick<Field, 'required' | 'defaulted' | 'access' | 'tools'>>;

function field(name: string, column: string, type: FieldType, more: More): Field {
  return { name, column, type, required: false, defaulted: false, access: 'write', tools: [], ...more };
}

export const required: More = { required: true };
export const defaulted: More = { required: true, defaulted: true };
export const readOnly: More = { access: 'read' };
export const onCreate: More = { access: 'create' };
export const requiredOnCreate: More = { required: true, access: 'create' };
/** Changed by these tools only. */
export const by = (...tools: readonly string[]): More => ({ access: 'read', tools });

export const text = (name: string, column: string, max: number, more: More = {}) =>
  field(name, column, { is: 'text', max }, more);
export const longText = (name: string, column: string, max: number, more: More = {}) =>
  field(name, column, { is: 'long_text', max }, more);
export const whole = (name: string, column: string, min: number, max: number, more: More = {}) =>
  field(name, column, { is: 'integer', min, max }, more);
export const picklist = (name: string, column: string, values: readonly string[], more: More = {}) =>
  field(name, column, { is: 'picklist', values }, more);
export const reference = (name: string, column: string, to: IdKind, more: More = {}) =>
  field(name, column, { is: 'reference', to }, more);
export const plain = (
  is: 'email' | 'phone' | 'percent' | 'money' | 'flag' | 'date' | 'datetime',
  name: string,
  column: string,
  more: More = {},
) => field(name, column, { is }, more);
export const owner = (more: More = defaulted) =>
  field('OwnerId', 'owner_id', { is: 'reference', to: 'user' }, more);
export const ownerOrQueue = (more: More) => field('OwnerId', 'owner_id', { is: 'owner' }, more);
export const related = (name: string, more: More = {}) => field(name, 'record_id', { is: 'related' }, more);

export const id = field('Id', 'id', { is: 'id' }, readOnly);
export const created = plain('datetime', 'CreatedDate', 'created_at', readOnly);
export const stamps = [created, plain('datetime', 'LastModifiedDate', 'updated_at', readOnly)] as const;
