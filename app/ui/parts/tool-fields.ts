/** A tool's JSON Schema as the fields of a form, and what was typed into them as arguments. Pure. */
import type { StageTool } from '@understudy/host/contract';

type Schema = StageTool['parameters'];
type Json = Schema[string];

export type FieldKind =
  'line' | 'text' | 'choice' | 'number' | 'money' | 'date' | 'yes-no' | 'list' | 'pairs' | 'json';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly required: boolean;
  readonly kind: FieldKind;
  /** For a choice. */
  readonly options: readonly string[];
  readonly maxLength: number | null;
}

/** What a form holds while it is filled in: a text for each field; lists and pairs a line each; yes and no as `true` and `false`. */
export type Typed = Readonly<Record<string, string>>;

export type Arguments = { readonly ok: true; readonly value: Record<string, Json> } | Refused;
interface Refused {
  readonly ok: false;
  readonly problems: Readonly<Record<string, string>>;
}

export function fieldsOf(parameters: Schema): readonly Field[] {
  const required = listOf(parameters['required']);
  return Object.entries(groupOf(parameters['properties'])).map(([name, schema]) => {
    const one = groupOf(schema);
    return {
      name,
      label: inWords(name),
      description: typeof one['description'] === 'string' ? one['description'] : '',
      required: required.includes(name),
      kind: kindOf(one),
      options: listOf(one['enum']),
      maxLength: typeof one['maxLength'] === 'number' ? one['maxLength'] : null,
    };
  });
}

/** Longer texts get more than a line. */
const LINE = 120;

function kindOf(schema: Schema): FieldKind {
  const type = schema['type'];
  if (listOf(schema['enum']).length > 0) return 'choice';
  if (type === 'boolean') return 'yes-no';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'array') return groupOf(schema['items'])['type'] === 'string' ? 'list' : 'json';
  if (type === 'object') return schema['properties'] === undefined ? 'pairs' : 'json';
  if (type !== 'string') return 'json';
  return textKind(schema);
}

function textKind(schema: Schema): FieldKind {
  const { pattern, maxLength } = schema;
  if (typeof pattern === 'string') {
    const takes = (text: string): boolean => matches(pattern, text);
    const words = takes('words');
    if (!words && takes('2026-06-15') && !takes('12.34')) return 'date';
    if (!words && takes('12.34') && !takes('1234567890123456789012345')) return 'money';
  }
  return typeof maxLength === 'number' && maxLength > LINE ? 'text' : 'line';
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    // A pattern of another dialect says nothing here.
    return false;
  }
}

/** Only what is missing or cannot be read as its kind is refused: everything else is for the tool to judge, and to be learned from. */
export function argumentsOf(fields: readonly Field[], typed: Typed): Arguments {
  const problems: Record<string, string> = {};
  const value: Record<string, Json> = {};
  for (const field of fields) {
    const text = typed[field.name]?.trim() ?? '';
    if (text === '') {
      if (field.required) problems[field.name] = 'This is needed.';
      continue;
    }
    const read = readAs(field.kind, text);
    if (read.ok) value[field.name] = read.value;
    else problems[field.name] = read.problem;
  }
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, value };
}

type Read = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: string };

const good = (value: Json): Read => ({ ok: true, value });
const bad = (problem: string): Read => ({ ok: false, problem });

function readAs(kind: FieldKind, text: string): Read {
  switch (kind) {
    case 'number':
      return Number.isFinite(Number(text)) ? good(Number(text)) : bad('This must be a number.');
    case 'yes-no':
      return good(text === 'true');
    case 'list':
      return good(linesOf(text));
    case 'pairs':
      return pairsOf(text);
    case 'json':
      return jsonOf(text);
    case 'line':
    case 'text':
    case 'choice':
    case 'money':
    case 'date':
      return good(text);
  }
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function pairsOf(text: string): Read {
  const pairs = linesOf(text).map((line) => {
    const at = line.search(/[:=]/);
    return at <= 0 ? null : ([line.slice(0, at).trim(), valueOf(line.slice(at + 1).trim())] as const);
  });
  const wrong = pairs.indexOf(null);
  if (wrong !== -1) return bad(`Line ${String(wrong + 1)}: write name = value.`);
  return good(Object.fromEntries(pairs.filter((pair) => pair !== null)));
}

/** `true`, `false`, `null` and plain numbers are what they look like; all else is text. */
function valueOf(text: string): Json {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null' || text === '') return null;
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
}

function jsonOf(text: string): Read {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? good(value) : bad('This must be JSON.');
  } catch {
    return bad('This must be JSON.');
  }
}

function isJson(value: unknown): value is Json {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === 'object' && Object.values(value).every(isJson);
}

/** `order_id` → `Order id`. */
export function inWords(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function groupOf(value: Json | undefined): Schema {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

function listOf(value: Json | undefined): readonly string[] {
  return value !== undefined && isList(value) ? value.map(String) : [];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
