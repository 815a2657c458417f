/** Fills a tool's arguments from what lies about in the conversation: what a spamming or random agent would do. */
import type { Json, JsonObject, Rng, ToolSpec } from '@understudy/kernel';
import type { Message } from '../trace/conversation.ts';

type Property = { readonly name: string; readonly choices: readonly string[]; readonly required: boolean };

/** A tool's parameters, flattened: name, choices of an enum, required or not. */
export function properties(tool: ToolSpec): readonly Property[] {
  const declared = objectOf(tool.parameters['properties'] ?? null);
  const required = listOf(tool.parameters['required'] ?? null);
  return Object.entries(declared).map(([name, schema]) => ({
    name,
    choices: listOf(objectOf(schema)['enum'] ?? null).filter((item) => typeof item === 'string'),
    required: required.includes(name),
  }));
}

function objectOf(value: Json): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: Json): readonly Json[] {
  return isList(value) ? value : [];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Values by key out of the tool results, and every token with a digit out of what was said. */
export function findings(conversation: readonly Message[]): {
  readonly byKey: ReadonlyMap<string, readonly string[]>;
  readonly loose: readonly string[];
} {
  const byKey = new Map<string, string[]>();
  const loose: string[] = [];
  for (const message of conversation) {
    if (message.role === 'tool') {
      for (const match of message.content.matchAll(/"([a-z_]+)":"?([^",}\]]+)/g)) {
        const [, key = '', value = ''] = match;
        byKey.set(key, [...(byKey.get(key) ?? []), value]);
      }
    } else if (message.role === 'user') {
      loose.push(...(message.content.match(/[A-Za-z]*\d[\w.-]*\w|\d/g) ?? []));
    }
  }
  return { byKey, loose };
}

/** Arguments for a tool: enums at random, then values of the same name, then loose tokens. */
export function fillArguments(tool: ToolSpec, conversation: readonly Message[], rng: Rng): JsonObject {
  const { byKey, loose } = findings(conversation);
  const entries = properties(tool).flatMap(({ name, choices, required }): [string, Json][] => {
    if (!required && rng.chance(0.5)) return [];
    if (choices.length > 0) return [[name, rng.pick(choices)]];
    const named = byKey.get(name) ?? [];
    const long = /post/.test(name)
      ? loose.filter((token) => token.length >= 5)
      : /order/.test(name)
        ? loose.filter((token) => token.length === 4)
        : loose;
    const pool = named.length > 0 ? named : long.length > 0 ? long : loose;
    return [[name, pool.length > 0 ? rng.pick(pool) : '1']];
  });
  return Object.fromEntries(entries);
}
