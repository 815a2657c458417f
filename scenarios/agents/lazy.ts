/**
 * What an agent does that has learned nothing: says nothing useful, does one thing to everybody, calls everything, dumps
 * everything, or moves at random. The admission gate demands that none of them passes any task.
 */
import type { ToolSpec } from '@understudy/kernel';
import type { Agent } from './agent.ts';
import { callsMade } from './agent.ts';
import { fillArguments, properties } from './arguments.ts';

export interface LazyStrategy {
  readonly id: string;
  readonly agent: Agent;
}

/** Every phrase that might count as having told something, in one breath. */
const EVERYTHING =
  'I cannot do that. Your refund, return, exchange, replacement and credit are cancelled, shipped, approved and final sale; a manager will verify it, the window of 30 days is over, 5.00 and 10.00.';

/** How the word lists of tools say no. */
const REFUSING = /^(?:refuse|reject|deny|denied)/;

export const noOp: LazyStrategy = { id: 'no-op', agent: () => ({ say: 'Hello, how can I help you?' }) };

const random: LazyStrategy = {
  id: 'random',
  agent: ({ tools, conversation, rng }) => {
    const draw = rng.fork(String(conversation.length));
    if (draw.chance(0.25))
      return {
        say: draw.pick(['Okay.', EVERYTHING, 'Please tell me your order number and postcode.', 'Done.']),
      };
    const tool = draw.pick(tools);
    return { call: tool.name, arguments: fillArguments(tool, conversation, draw) };
  },
};

/** Asks for what is needed, then calls every tool it has, in the order offered, and pastes everything it saw. */
const spam: LazyStrategy = {
  id: 'spam',
  agent: ({ tools, conversation, rng, turn }) => {
    if (turn === 0) return { say: 'Please tell me your order number and postcode.' };
    const tool = tools[callsMade(conversation)];
    if (tool !== undefined)
      return { call: tool.name, arguments: fillArguments(tool, conversation, rng.fork(tool.name)) };
    return { say: EVERYTHING };
  },
};

/** Reads everything it can reach and pastes it all to the customer. */
const dump: LazyStrategy = {
  id: 'database-dump',
  agent: ({ tools, conversation, rng, turn }) => {
    if (turn === 0) return { say: 'Please tell me your order number and postcode.' };
    const readers = tools.filter((tool) => /^(?:get|find|list|search|verify)_/.test(tool.name));
    const tool = readers[callsMade(conversation)];
    if (tool !== undefined)
      return { call: tool.name, arguments: fillArguments(tool, conversation, rng.fork(tool.name)) };
    const seen = conversation.flatMap((message) => (message.role === 'tool' ? [message.content] : []));
    return { say: `${EVERYTHING} ${seen.join(' ')}` };
  },
};

/** Refuses everybody at once, in whatever words the tools have for it. */
const refuse: LazyStrategy = {
  id: 'refuse',
  agent: ({ tools, conversation }) => {
    const made = callsMade(conversation);
    for (const tool of tools) {
      const parameters = properties(tool).filter(({ choices }) => choices.length > 0);
      const word = parameters.flatMap(({ choices }) => choices).find((choice) => REFUSING.test(choice));
      if (made > 0 || word === undefined) continue;
      const chosen = parameters.map(({ name, choices }): [string, string] => [
        name,
        choices.includes(word) ? word : (choices.at(-1) ?? ''),
      ]);
      return { call: tool.name, arguments: Object.fromEntries(chosen) };
    }
    return { say: EVERYTHING };
  },
};

type Choice = Readonly<Record<string, string>>;

/** Every way to call a tool whose arguments are words of closed lists; empty for a tool that needs anything else. */
function waysToCall(tool: ToolSpec): readonly Choice[] {
  const parameters = properties(tool).filter(({ required, choices }) => required || choices.length > 0);
  if (parameters.length === 0 || parameters.some(({ choices }) => choices.length === 0)) return [];
  return parameters.reduce<readonly Choice[]>(
    (list, { name, choices, required }) =>
      list.flatMap((chosen) => [
        ...(required ? [] : [chosen]),
        ...choices.map((choice): Choice => ({ ...chosen, [name]: choice })),
      ]),
    [{}],
  );
}

/** One strategy for each way to do one thing to everybody: refuse with this reason, escalate, transfer, close as done. */
function sameForAll(tools: readonly ToolSpec[]): readonly LazyStrategy[] {
  return tools.flatMap((tool) =>
    waysToCall(tool).map((chosen) => ({
      id: `always ${tool.name} ${Object.values(chosen).join(' ')}`,
      agent: ({ conversation }) =>
        callsMade(conversation) === 0 ? { call: tool.name, arguments: chosen } : { say: EVERYTHING },
    })),
  );
}

/** Pretends to have checked: calls the checking tool with invented values, asks nobody, then refuses in one of the ways there are. */
function pretend(tools: readonly ToolSpec[]): readonly LazyStrategy[] {
  const check = tools.find((tool) => tool.name.startsWith('verify_'));
  if (check === undefined) return [];
  const invented = Object.fromEntries(
    properties(check).map(({ name }): [string, string] => [name, inventedValue(name)]),
  );
  return tools.flatMap((tool) =>
    waysToCall(tool)
      .filter((chosen) => Object.values(chosen).some((word) => REFUSING.test(word)))
      .map((chosen) => ({
        id: `pretend and ${tool.name} ${Object.values(chosen).join(' ')}`,
        agent: ({ conversation }) => {
          const made = callsMade(conversation);
          if (made === 0) return { call: check.name, arguments: invented };
          return made === 1 ? { call: tool.name, arguments: chosen } : { say: EVERYTHING };
        },
      })),
  );
}

function inventedValue(argument: string): string {
  if (/post/.test(argument)) return '10001';
  return /order/.test(argument) ? '1001' : '1';
}

/** Every lazy strategy there is for a set of tools. */
export function lazyStrategies(tools: readonly ToolSpec[]): readonly LazyStrategy[] {
  return [noOp, refuse, random, spam, dump, ...sameForAll(tools), ...pretend(tools)];
}

/** The strategies a policy can be chosen from by name. */
export const namedStrategies: Readonly<Record<'no-op' | 'refuse' | 'random' | 'spam' | 'dump', Agent>> = {
  'no-op': noOp.agent,
  refuse: refuse.agent,
  random: random.agent,
  spam: spam.agent,
  dump: dump.agent,
};
