/** What kind of form a part of the JSON Schema wants. The schema comes from the host: the forms know no field of a pack by heart. */
import type { Json } from '@understudy/host/contract';
import { groupAt, isGroup, isList, textsAt, type Group, type Path } from '../document/tree.ts';

export type Schema = Group;

export interface Member {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

export interface Variant {
  /** What tells it from the others: the value of `kind` or `type`, or the field that only it has. */
  readonly id: string;
  readonly schema: Schema;
}

export type Shape =
  | { readonly kind: 'text'; readonly longest: number | null }
  | {
      readonly kind: 'number';
      readonly whole: boolean;
      readonly min: number | null;
      readonly max: number | null;
    }
  | { readonly kind: 'switch' }
  | { readonly kind: 'options'; readonly values: readonly string[] }
  | { readonly kind: 'constant' }
  /** A text, a number or nothing; mostly also a reference. */
  | { readonly kind: 'cell' }
  | { readonly kind: 'conditions'; readonly single: boolean }
  | { readonly kind: 'wordings' }
  /** A list of short values. `orOne`: a single one may stand without its list. */
  | {
      readonly kind: 'values';
      readonly whole: boolean;
      readonly orOne: boolean;
      readonly options: readonly string[];
    }
  | { readonly kind: 'list'; readonly item: Schema; readonly orOne: boolean }
  | { readonly kind: 'group'; readonly members: readonly Member[] }
  | { readonly kind: 'record'; readonly names: readonly string[] | null; readonly value: Schema }
  | { readonly kind: 'variants'; readonly variants: readonly Variant[] }
  | { readonly kind: 'any' };

const shapes = new WeakMap<Schema, Shape>();

export function shapeOf(schema: Schema): Shape {
  const known = shapes.get(schema);
  if (known !== undefined) return known;
  const shape = shapeFrom(schema);
  shapes.set(schema, shape);
  return shape;
}

function shapeFrom(schema: Schema): Shape {
  const branches = branchesOf(schema);
  if (branches.length > 0) return unionShape(branches);
  if (schema.const !== undefined) return { kind: 'constant' };
  if (isList(schema.enum)) return { kind: 'options', values: textsAt(schema, ['enum']) };
  switch (schema.type) {
    case 'string':
      return { kind: 'text', longest: numberOf(schema.maxLength) };
    case 'integer':
    case 'number':
      return {
        kind: 'number',
        whole: schema.type === 'integer',
        min: limit(schema.minimum),
        max: limit(schema.maximum),
      };
    case 'boolean':
      return { kind: 'switch' };
    case 'array':
      return listShape(isGroup(schema.items) ? schema.items : {}, false);
    case 'object':
      return objectShape(schema);
    default:
      return { kind: 'any' };
  }
}

function unionShape(branches: readonly Schema[]): Shape {
  const [first, second] = branches;
  if (first === undefined) return { kind: 'any' };
  if (second?.type === 'array' && branches.length === 2)
    return isCondition(first) ? { kind: 'conditions', single: false } : listShape(first, true);
  if (branches.every(({ type }) => type === 'object'))
    return {
      kind: 'variants',
      variants: branches.map((schema) => ({ id: nameOf(schema, branches), schema })),
    };
  return branches.every(({ type }) => type !== 'object' && type !== 'array')
    ? { kind: 'cell' }
    : { kind: 'any' };
}

function listShape(item: Schema, orOne: boolean): Shape {
  if (isCondition(item)) return { kind: 'conditions', single: false };
  const shape = shapeOf(item);
  const whole = shape.kind === 'number' && shape.whole;
  if (shape.kind === 'options') return { kind: 'values', whole, orOne, options: shape.values };
  if (shape.kind === 'text' || shape.kind === 'cell' || whole)
    return { kind: 'values', whole, orOne, options: [] };
  return { kind: 'list', item, orOne };
}

function objectShape(schema: Schema): Shape {
  if (isCondition(schema)) return { kind: 'conditions', single: true };
  if (isGroup(schema.additionalProperties)) {
    const names = groupAt(schema, ['propertyNames']);
    return {
      kind: 'record',
      names: isList(names.enum) ? textsAt(names, ['enum']) : null,
      value: schema.additionalProperties,
    };
  }
  const properties = groupAt(schema, ['properties']);
  if (Object.keys(properties).join() === 'train,heldout' && groupAt(properties, ['train']).type === 'array')
    return { kind: 'wordings' };
  const required = textsAt(schema, ['required']);
  return {
    kind: 'group',
    members: Object.entries(properties).flatMap(([name, member]) =>
      isGroup(member) ? [{ name, schema: member, required: required.includes(name) }] : [],
    ),
  };
}

function branchesOf(schema: Schema): readonly Schema[] {
  const list = schema.oneOf ?? schema.anyOf;
  return isList(list) ? list.filter(isGroup) : [];
}

function isCondition(schema: Schema): boolean {
  const properties = groupAt(schema, ['properties']);
  return 'variable' in properties && 'at_least' in properties;
}

function nameOf(schema: Schema, all: readonly Schema[]): string {
  const properties = groupAt(schema, ['properties']);
  for (const key of ['kind', 'type']) {
    const value = groupAt(properties, [key]).const;
    if (typeof value === 'string') return value;
  }
  const own = textsAt(schema, ['required']).find((name) =>
    all.every((other) => other === schema || !textsAt(other, ['required']).includes(name)),
  );
  return own ?? Object.keys(properties)[0] ?? '';
}

/** Which of several kinds a value is. */
export function variantOf(variants: readonly Variant[], value: Json | undefined): Variant | undefined {
  if (!isGroup(value)) return variants[0];
  const named = variants.find(({ id }) => value.kind === id || value.type === id);
  if (named !== undefined) return named;
  // The one of which the most is there: an `ask` has a `say` too.
  const there = ({ schema }: Variant): number => {
    const required = textsAt(schema, ['required']);
    return required.every((name) => Object.hasOwn(value, name)) ? required.length : 0;
  };
  return [...variants].sort((a, b) => there(b) - there(a))[0];
}

/** The least that somebody has to fill in. */
export function blank(schema: Schema): Json {
  if (schema.const !== undefined) return schema.const;
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'number':
      return Math.max(0, shape.min ?? 0);
    case 'switch':
      return false;
    case 'options':
      return shape.values[0] ?? '';
    case 'values':
    case 'list':
      return [];
    case 'conditions':
      return shape.single ? { variable: '', equals: '' } : [];
    case 'wordings':
      return { train: [], heldout: [] };
    case 'record':
      return {};
    case 'group':
      return Object.fromEntries(
        shape.members.flatMap(({ name, schema: member, required }) =>
          required ? [[name, blank(member)]] : [],
        ),
      );
    case 'variants': {
      const [first] = shape.variants;
      return first === undefined ? {} : blank(first.schema);
    }
    case 'text':
    case 'cell':
    case 'constant':
    case 'any':
      return '';
  }
}

/** The schema of what stands at a path of a document, or of what could. */
export function schemaAt(root: Schema, document: Json, path: Path): Schema {
  let schema = root;
  let value: Json | undefined = document;
  for (const key of path) {
    schema = below(schema, value, key);
    value = isList(value) && typeof key === 'number' ? value[key] : isGroup(value) ? value[key] : undefined;
  }
  return schema;
}

function below(schema: Schema, value: Json | undefined, key: string | number): Schema {
  const shape = shapeOf(schema);
  if (shape.kind === 'list') return shape.item;
  if (shape.kind === 'record') return shape.value;
  const group = shape.kind === 'variants' ? (variantOf(shape.variants, value)?.schema ?? {}) : schema;
  return groupAt(group, ['properties', String(key)]);
}

function limit(value: Json | undefined): number | null {
  const number = numberOf(value);
  return number === null || Math.abs(number) >= Number.MAX_SAFE_INTEGER ? null : number;
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
