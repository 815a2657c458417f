/** Fills a tool's arguments from what lies about in the conversation: what a spamming or random agent would do. */
import type { Json, JsonObject, Rng, ToolSpec } from '@understudy/kernel';
import type { Message } from '../trace/conversation.ts';
import type { AgentView } from './agent.ts';
import { heardFrom } from './agent.ts';

export interface Property {
  readonly name: string;
  /** The words of a closed list; empty where anything may stand. */
  readonly choices: readonly string[];
  readonly required: boolean;
  readonly description: string;
}

const known = new WeakMap<ToolSpec, readonly Property[]>();

/** A tool's parameters, flattened. */
export function properties(tool: ToolSpec): readonly Property[] {
  const kept = known.get(tool);
  if (kept !== undefined) return kept;
  const declared = objectOf(tool.parameters['properties'] ?? null);
  const required = listOf(tool.parameters['required'] ?? null);
  const list = Object.entries(declared).map(([name, schema]): Property => {
    const description = objectOf(schema)['description'];
    return {
      name,
      choices: listOf(objectOf(schema)['enum'] ?? null).filter((item) => typeof item === 'string'),
      required: required.includes(name),
      description: typeof description === 'string' ? description : '',
    };
  });
  known.set(tool, list);
  return list;
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
      for (const match of message.content.matchAll(/"([a-z_]+)":\[?"?([^"[\],{}]+)/g)) {
        const [, key = '', value = ''] = match;
        for (const name of [key, `${key.replace(/s$/, '')}_id`])
          byKey.set(name, [...(byKey.get(name) ?? []), value]);
      }
    } else if (message.role === 'user') {
      loose.push(...(message.content.match(/[A-Za-z]*\d[\w.-]*\w|\d/g) ?? []));
    }
  }
  return { byKey, loose };
}

/** Arguments for a tool: what the user told under that name, enums at random, values of the same name, then loose tokens. */
export function fillArguments(
  tool: ToolSpec,
  { task, conversation }: Pick<AgentView, 'task' | 'conversation'>,
  rng: Rng,
  given: Readonly<Record<string, string>> = {},
): JsonObject {
  const { byKey, loose } = findings(conversation);
  const heard = heardFrom(conversation);
  const entries = properties(tool).flatMap(({ name, choices, required }): [string, Json][] => {
    const chosen = given[name];
    if (chosen !== undefined) return [[name, chosen]];
    const fact = task.user.facts.find(
      ({ id, value }) => id === name && value !== '' && heard.includes(value),
    );
    if (fact !== undefined) return [[name, fact.value]];
    if (!required && rng.chance(0.5)) return [];
    if (choices.length > 0) return [[name, rng.pick(choices)]];
    const named = byKey.get(name) ?? [];
    const pool = named.length > 0 ? named : loose;
    return [[name, pool.length > 0 ? rng.pick(pool) : '1']];
  });
  return Object.fromEntries(entries);
}

/** A value that looks right and is nobody's: the example or the number of digits that the description asks for. */
export function inventedValue({ description, choices }: Property): string {
  const example = /["“]([^"”]+)["”]/.exec(description)?.[1];
  if (example !== undefined) return example;
  const digits = Number(/(\d+) digits/.exec(description)?.[1] ?? 0);
  return choices.at(-1) ?? (digits > 1 ? `1${'0'.repeat(digits - 2)}1` : '1001');
}
