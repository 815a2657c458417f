/**
 * The embedded model's schooling, as JSON lines: episodes of beginners at work in many small populations of the training split,
 * and lines of customers for the voice. Deterministic by seed.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { createRng } from '@understudy/kernel';
import type { JsonObject, Rng, Row, Template } from '@understudy/kernel';
import {
  createBinder,
  openArena,
  openConversation,
  rehearse,
  respond,
  speakTemplate,
  taskKeys,
  voicePrompt,
} from '@understudy/scenarios';
import type { Arena, Message, Pack } from '@understudy/scenarios';
import { demonstrator } from './demonstrator.ts';
import type { ErrorRates } from './demonstrator.ts';
import type { Trade } from './trades/trade.ts';

export interface Schooling {
  readonly seed: number;
  readonly populations: number;
  readonly episodesPerPopulation: number;
  readonly rates: ErrorRates;
  /** Share of episodes that keep their system message; the others are shorter to learn from. */
  readonly systemShare: number;
  /** Share of episodes cut down to the opening line, what was read, and what follows: the decisions, without the way there. */
  readonly croppedShare: number;
  /** Share of products and companies that get an invented name: names are to be copied, never to be known. */
  readonly inventedNames: number;
  /** Customer lines per population, for the voice. */
  readonly voiceLines: number;
}

/** Messages in the shape that chat templates take. */
export function templateMessages(conversation: readonly Message[]): readonly JsonObject[] {
  return conversation.map((message): JsonObject => {
    if (message.role === 'assistant') {
      const calls = message.toolCalls.map((call) => ({
        type: 'function',
        function: { name: call.name, arguments: call.arguments },
      }));
      return {
        role: 'assistant',
        content: message.content ?? '',
        ...(calls.length > 0 ? { tool_calls: calls } : {}),
      };
    }
    return message.role === 'tool'
      ? { role: 'tool', content: message.content }
      : { role: message.role, content: message.content };
  });
}

/** Writes the schooling to a file; `progress` is called after each population. Returns the number of rows. */
export async function writeSchooling(
  pack: Pack,
  trade: Trade,
  plan: Schooling,
  file: string,
  progress: (done: number) => void,
): Promise<number> {
  writeFileSync(file, '');
  let rows = 0;
  for (let i = 0; i < plan.populations; i += 1) {
    const varied: Pack = { ...pack, population: { ...pack.population, seed: plan.seed * 1000 + i } };
    const arena = await openArena(varied, 'train', (population) =>
      renameThings(population, plan.inventedNames, createRng(`names/${String(plan.seed)}/${String(i)}`)),
    );
    const lines = [...episodes(varied, arena, trade, plan, i), ...voiceLines(varied, arena, trade, plan, i)];
    arena.world.close();
    appendFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    rows += lines.length;
    progress(i + 1);
  }
  return rows;
}

const ONSETS = [
  'b',
  'br',
  'c',
  'ch',
  'd',
  'dr',
  'f',
  'fl',
  'g',
  'gr',
  'h',
  'j',
  'k',
  'l',
  'm',
  'n',
  'p',
  'pl',
  'r',
  's',
  'sh',
  'sk',
  'sp',
  'st',
  't',
  'tr',
  'v',
  'w',
  'z',
];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ea', 'oo', 'ai'];
const CODAS = ['', '', 'n', 'r', 'l', 't', 'ck', 'nd', 'rt', 's', 'm', 'p'];

function inventedName(rng: Rng): string {
  const word = (): string =>
    Array.from({ length: rng.int(1, 2) }, () => rng.pick(ONSETS) + rng.pick(VOWELS) + rng.pick(CODAS)).join(
      '',
    );
  return rng.chance(0.3) ? `${word()} ${word()}` : word();
}

/** Tables whose rows get invented names, and how a name is written there. */
const RENAMED: Readonly<Record<string, (name: string) => string>> = {
  products: (name) => name,
  accounts: (name) => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
};

/** The population with a share of its products and companies renamed; names stay unique. */
function renameThings(population: Template, share: number, rng: Rng): Template {
  const taken = new Set<string>();
  const renamed = (row: Row, write: (name: string) => string): Row => {
    if (!rng.chance(share)) return row;
    let name = inventedName(rng);
    while (taken.has(name)) name = inventedName(rng);
    taken.add(name);
    return { ...row, name: write(name) };
  };
  const tables = population.tables.map((table) => {
    const write = RENAMED[table.name];
    return write === undefined ? table : { ...table, rows: table.rows.map((row) => renamed(row, write)) };
  });
  return { ...population, tables };
}

function* episodes(
  pack: Pack,
  arena: Arena,
  trade: Trade,
  plan: Schooling,
  population: number,
): Generator<JsonObject> {
  const binder = createBinder(pack, 'train', arena);
  // Every population has its own stretch of task indices, so that wordings and ids differ between them.
  const offset = population * Math.ceil(plan.episodesPerPopulation / pack.families.length);
  for (const { family, index } of taskKeys(pack, 'train', plan.episodesPerPopulation)) {
    arena.world.reset();
    const task = binder.task(family, offset + index);
    const rng = createRng(`${String(plan.seed)}/${String(population)}/${task.id}`);
    const agent = demonstrator(task, trade, plan.rates, rng);
    const { session } = rehearse(pack, task, arena, agent, { id: 'demonstrator', seed: plan.seed });
    const whole = rng.fork('system').chance(plan.systemShare);
    const cut = rng.fork('crop').chance(plan.croppedShare);
    const messages = cut ? crop(session.conversation, trade.reads) : session.conversation;
    const system = whole && !cut;
    yield {
      messages: templateMessages(system ? messages : messages.filter(({ role }) => role !== 'system')),
      tools: system ? arena.specs.map(templateTool) : [],
      kind: 'agent',
    };
  }
}

/** The opening line and everything from the first reading on; the whole conversation where nothing was read. */
function crop(conversation: readonly Message[], reads: ReadonlySet<string>): readonly Message[] {
  const opening = conversation.find((message) => message.role === 'user');
  const read = conversation.findIndex((message) => message.role === 'tool' && reads.has(message.name));
  return opening === undefined || read === -1 ? conversation : [opening, ...conversation.slice(read)];
}

/** A tool as chat templates take it, with no more than the embedded model's template prints: its name and its arguments' names. */
export function templateTool(tool: Arena['specs'][number]): JsonObject {
  const properties = Object.fromEntries(
    Object.keys(tool.parameters['properties'] ?? {}).map((name) => [name, {}]),
  );
  return { type: 'function', function: { name: tool.name, parameters: { type: 'object', properties } } };
}

function* voiceLines(
  pack: Pack,
  arena: Arena,
  trade: Trade,
  plan: Schooling,
  population: number,
): Generator<JsonObject> {
  const binder = createBinder(pack, 'train', arena);
  for (const { family, index } of taskKeys(pack, 'train', plan.voiceLines)) {
    arena.world.reset();
    const task = binder.task(family, 100_000 + population * plan.voiceLines + index);
    const rng = createRng(`voice/${String(plan.seed)}/${String(population)}/${task.id}`);
    const opening = openConversation(task.user, rng);
    const heard = rng.pick(trade.lines);
    const later = rng.chance(0.7);
    const told = task.user.facts.filter((fact) => opening.state.disclosed.includes(fact.id));
    const move = later
      ? respond(task.user, opening.state, { text: heard, settled: heard === trade.lines.at(-1) }, rng)
      : opening;
    const request = {
      line: 'voice',
      user: task.user,
      move,
      told: later ? told : [],
      heard: later ? heard : '',
      rng,
    };
    yield {
      messages: templateMessages([
        ...voicePrompt(request),
        { role: 'assistant', content: speakTemplate(request).text, toolCalls: [] },
      ]),
      tools: [],
      kind: 'voice',
    };
  }
}
