/**
 * A GBNF grammar that admits one call of one of the tools, as compact JSON: keys in the schema's order, no free spaces.
 * GBNF: https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md
 */
import type { Json, JsonObject, ToolSpec } from '@understudy/kernel';
import type { ChatTemplate } from './template.ts';

/** The white space that a model's template prints around the parts of a tool call. */
export interface CallStyle {
  readonly open: string;
  readonly colon: string;
  readonly comma: string;
  readonly close: string;
}

/** Characters of a string argument whose schema names no maxLength; unbounded strings of a weak model would run to the limit. */
const DEFAULT_MAX_LENGTH = 200;
const LONGEST = 1000;
const MAX_ITEMS = 8;
const MAX_DEPTH = 4;

/** How the template prints a call; null when it isn't `<tool_call>{"name":…,"arguments":…}</tool_call>` with any spacing. */
export function callStyle(template: ChatTemplate): CallStyle | null {
  const printed = template.renderCall('probe', { a: 'b', c: 'd' });
  const found =
    /<tool_call>(\s*)\{"name":(\s*)"probe",(\s*)"arguments":\2\{"a":\2"b",\3"c":\2"d"\}\}(\s*)<\/tool_call>/.exec(
      printed,
    );
  if (found === null) return null;
  const [, open = '', colon = '', comma = '', close = ''] = found;
  return { open, colon, comma, close };
}

/**
 * The grammar of what stands between `<tool_call>` and `</tool_call>`, closing white space excluded.
 * A part of a schema that it does not know (references, patterns) admits any bounded JSON value: the tool itself validates.
 */
export function toolGrammar(tools: readonly ToolSpec[], style: CallStyle): string {
  const rules = new Map<string, string>();
  const grammar = new GrammarWriter(rules, style);
  const calls = tools.map((tool, index) => {
    const head = `{"name":${style.colon}${JSON.stringify(tool.name)},${style.comma}"arguments":${style.colon}`;
    const body = grammar.rule(`args-${index}`, grammar.object(tool.parameters, `args-${index}`, 0));
    return `${literal(head)} ${body} "}"`;
  });
  rules.set('root', `${literal(style.open)} (${calls.join(' | ')})`);
  return [...rules].map(([name, body]) => `${name} ::= ${body}\n`).join('');
}

class GrammarWriter {
  readonly #rules: Map<string, string>;
  readonly #style: CallStyle;

  constructor(rules: Map<string, string>, style: CallStyle) {
    this.#rules = rules;
    this.#style = style;
    rules.set('char', String.raw`[^"\\\x00-\x1F\x7F] | "\\" (["\\bfnrt] | "u" [0-9a-fA-F]{4})`);
    rules.set('integer', `"-"? ("0" | [1-9] [0-9]{0,14})`);
    rules.set('number', `"-"? ("0" | [1-9] [0-9]{0,14}) ("." [0-9]{1,6})?`);
    rules.set('boolean', `"true" | "false"`);
    rules.set('null', `"null"`);
    rules.set('text', `"\\"" char{0,${DEFAULT_MAX_LENGTH}} "\\""`);
    rules.set('any', 'text | number | boolean | null');
  }

  rule(name: string, body: string): string {
    this.#rules.set(name, body);
    return name;
  }

  /** The members in the schema's order; optional ones may be left out. `path` keeps rule names apart. */
  object(schema: JsonObject, path: string, depth: number): string {
    const properties = isObject(schema['properties']) ? Object.entries(schema['properties']) : [];
    const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
    const { colon, comma } = this.#style;
    const members = properties.map(([key, value], index) => ({
      text: `${literal(`${JSON.stringify(key)}:${colon}`)} ${this.value(value, `${path}-${index}`, depth + 1)}`,
      optional: !required.has(key),
    }));
    // Two chains of rules, from the last member back: what may follow when a member came before, and when none has yet.
    let after = '""';
    let start = '""';
    for (const [index, member] of [...members.entries()].reverse()) {
      const nextAfter = after;
      const following = `${literal(`,${comma}`)} ${member.text}`;
      const first = `${member.text} ${nextAfter}`;
      after = this.rule(
        `${path}-after-${index}`,
        `${member.optional ? `(${following})?` : following} ${nextAfter}`,
      );
      start = this.rule(`${path}-from-${index}`, member.optional ? `${first} | ${start}` : first);
    }
    return `"{" ${start} "}"`;
  }

  value(schema: Json, path: string, depth: number): string {
    if (!isObject(schema) || depth > MAX_DEPTH) return 'any';
    if ('const' in schema) return literal(JSON.stringify(schema['const']));
    const choices = schema['enum'];
    if (Array.isArray(choices) && choices.length > 0)
      return `(${choices.map((choice) => literal(JSON.stringify(choice))).join(' | ')})`;
    const branches = schema['anyOf'] ?? schema['oneOf'];
    if (Array.isArray(branches) && branches.length > 0)
      return `(${branches.map((each: Json, index) => this.value(each, `${path}-or-${index}`, depth + 1)).join(' | ')})`;
    const type = schema['type'];
    if (Array.isArray(type))
      return `(${type.map((each: Json, index) => this.value({ ...schema, type: each }, `${path}-is-${index}`, depth)).join(' | ')})`;
    switch (type) {
      case 'string':
        return this.#string(schema);
      case 'integer':
      case 'number':
      case 'boolean':
      case 'null':
        return type;
      case 'object':
        return this.rule(path, this.object(schema, path, depth));
      case 'array': {
        const item = this.rule(
          `${path}-item`,
          this.value(schema['items'] ?? null, `${path}-item-value`, depth + 1),
        );
        const most = Math.max(1, Math.min(count(schema['maxItems']) ?? MAX_ITEMS, MAX_ITEMS));
        const list = `${item} (${literal(`,${this.#style.comma}`)} ${item}){0,${most - 1}}`;
        return (count(schema['minItems']) ?? 0) > 0 ? `"[" ${list} "]"` : `"[" (${list})? "]"`;
      }
      default:
        return 'any';
    }
  }

  #string(schema: JsonObject): string {
    const most = Math.min(count(schema['maxLength']) ?? DEFAULT_MAX_LENGTH, LONGEST);
    const least = Math.min(count(schema['minLength']) ?? 0, most);
    return `"\\"" char{${least},${most}} "\\""`;
  }
}

/** A GBNF literal; the empty text is the empty literal. */
function literal(text: string): string {
  const escaped = text
    .replace(/["\\]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t');
  return `"${escaped}"`;
}

function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
