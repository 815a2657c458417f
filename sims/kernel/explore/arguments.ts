/** Arguments for a tool out of its JSON Schema: legal by the schema mostly, and about the rows of a thread mostly. */
import { DAY, isoDate } from '../calendar.ts';
import type { TableDescription } from '../describe-schema.ts';
import type { Json, JsonObject } from '../json.ts';
import { formatMoney } from '../money.ts';
import type { Rng } from '../rng.ts';
import type { Cell } from '../world.ts';
import { endsOf, singular, type Thread } from './thread.ts';

/** How often an argument that may be left out is given, and how often a value comes from the thread where it has one. */
const OPTIONAL = 0.5;
const FROM_THREAD = 0.9;
/** How often the nearest of several values that fit is taken. */
const NEAREST = 0.6;

/** What a field may hold where nothing better is known. */
const SAMPLES = [
  'A1',
  'K7',
  '12',
  '5.00',
  '70193',
  'Please look into this.',
  'ann@example.com',
  'Ann Berg',
] as const;

/** An object that fits the schema as far as its types, lists, ranges and patterns say. */
export function drawArguments(schema: JsonObject, thread: Thread, rng: Rng): JsonObject {
  const required = new Set(list(schema['required']));
  const drawn: Record<string, Json> = {};
  for (const [name, property] of Object.entries(object(schema['properties']))) {
    if (!required.has(name) && !rng.chance(OPTIONAL)) continue;
    drawn[name] = drawValue(name, object(property), thread, rng);
  }
  return drawn;
}

function drawValue(name: string, schema: JsonObject, thread: Thread, rng: Rng): Json {
  const choices = [...list(schema['enum']), ...list(schema['examples'])];
  if (schema['const'] !== undefined) return schema['const'];
  if (choices.length > 0) return rng.pick(choices);
  const variants = [...list(schema['anyOf']), ...list(schema['oneOf'])];
  if (variants.length > 0) return drawValue(name, object(rng.pick(variants)), thread, rng);
  const type = list(schema['type']);
  switch (type.length > 0 ? rng.pick(type) : schema['type']) {
    case 'boolean':
      return rng.chance(0.5);
    case 'null':
      return null;
    case 'integer':
      return drawNumber(name, schema, thread, rng, 1);
    case 'number':
      return drawNumber(name, schema, thread, rng, 0.01);
    case 'array':
      return Array.from({ length: rng.int(Number(schema['minItems'] ?? 1), 2) }, () =>
        drawValue(name.replace(/s$/, ''), object(schema['items']), thread, rng),
      );
    case 'object':
      return drawObject(schema, thread, rng);
    default:
      return drawText(name, schema, thread, rng);
  }
}

/** A record of names to values gets columns of the thread. */
function drawObject(schema: JsonObject, thread: Thread, rng: Rng): JsonObject {
  if (schema['properties'] !== undefined) return drawArguments(schema, thread, rng);
  const names = [...thread.values.keys()];
  if (names.length === 0) return {};
  const values = object(schema['additionalProperties']);
  const chosen = [rng.pick(names)];
  return Object.fromEntries(chosen.map((name) => [name, drawValue(name, values, thread, rng)]));
}

function drawNumber(name: string, schema: JsonObject, thread: Thread, rng: Rng, step: number): number {
  const low = Number(schema['minimum'] ?? schema['exclusiveMinimum'] ?? 0);
  const high = Number(schema['maximum'] ?? schema['exclusiveMaximum'] ?? low + 100);
  const known = candidates(name, thread).filter(
    (cell): cell is number => typeof cell === 'number' && cell >= low && cell <= high,
  );
  if (known.length > 0 && rng.chance(FROM_THREAD)) return nearby(known, rng);
  return Math.min(high, low + rng.int(0, Math.min(20, Math.floor((high - low) / step))) * step);
}

function drawText(name: string, schema: JsonObject, thread: Thread, rng: Rng): string {
  const source = schema['pattern'];
  const pattern = typeof source === 'string' ? new RegExp(source, 'u') : /^/u;
  const longest = Number(schema['maxLength'] ?? 200);
  const shortest = Number(schema['minLength'] ?? 0);
  const fits = (text: string): boolean =>
    pattern.test(text) && text.length >= shortest && text.length <= longest;
  const letters = lettersOf(source);
  const known = candidates(name, thread)
    .flatMap((cell) => [`${letters}${String(cell)}`, String(cell)])
    .filter(fits);
  // An id without a pattern is one of several kinds: `record_id`.
  if (source === undefined && name.endsWith('_id') && rng.chance(0.5)) known.unshift(...thread.ids);
  if (known.length > 0 && rng.chance(FROM_THREAD)) return nearby(known, rng);
  const soon = thread.now + rng.int(-5, 60) * DAY;
  const made = [
    ...SAMPLES,
    ...thread.ids.slice(0, 12),
    ...SAMPLES.map((text) => letters + text),
    formatMoney(rng.int(1, 12_000)),
    isoDate(soon),
    new Date(soon).toISOString(),
    `${letters}${String(rng.int(1, 60))}`,
    String(rng.int(1000, 9999)),
  ].filter(fits);
  return made.length > 0 ? rng.pick(made) : SAMPLES[0].slice(0, longest);
}

function nearby<T>(known: readonly T[], rng: Rng): T {
  return rng.chance(NEAREST) ? rng.pick(known.slice(0, 1)) : rng.pick(known);
}

/** What the thread knows by a name. */
function candidates(name: string, thread: Thread): readonly Cell[] {
  for (const end of endsOf(name)) {
    const plain = thread.values.get(end) ?? [];
    const cents = (thread.values.get(`${end}_cents`) ?? []).map((cell) => formatMoney(Number(cell)));
    const ids = thread.values.get(`${end}_id`) ?? [];
    const found = [...plain, ...cents, ...ids];
    // `into_ticket_id` is likely another ticket than `ticket_id`: the furthest first.
    if (found.length > 0) return end === name ? found : found.toReversed();
  }
  return [];
}

/** Tables in which an argument of this name may be found: of that id, or with a column of that name. */
export function tablesFor(name: string, tables: readonly TableDescription[]): readonly TableDescription[] {
  for (const end of endsOf(name)) {
    const found = tables.filter(
      (table) =>
        endsOf(singular(table.name)).some((one) => one === end || `${one}_id` === end) ||
        table.columns.some((column) => column.name === end && column.references === null),
    );
    if (found.length > 0) return found;
  }
  return [];
}

/** The letters of public ids, by what they are of, as the patterns of the arguments have them: `customer_id` → `customer`: `C`. */
export function prefixesOf(schemas: Iterable<JsonObject>): ReadonlyMap<string, string> {
  const prefixes = new Map<string, string>();
  for (const schema of schemas)
    for (const [name, property] of Object.entries(object(schema['properties']))) {
      const letters = lettersOf(object(property)['pattern']);
      if (letters !== '' && name.endsWith('_id')) prefixes.set(name.slice(0, -3), letters);
    }
  return prefixes;
}

/** A public id is a number with capital letters in front, which its pattern begins with. */
function lettersOf(pattern: Json | undefined): string {
  return typeof pattern === 'string' ? (/^\^([A-Z]+)\[/.exec(pattern)?.[1] ?? '') : '';
}

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

function list(value: Json | undefined): readonly Json[] {
  return typeof value === 'object' && value !== null && isList(value) ? value : [];
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
