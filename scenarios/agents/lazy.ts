/**
 * What an agent does that has learned nothing: says nothing useful, does one thing to everybody, calls everything, dumps
 * everything, or moves at random. The admission gate demands that none of them passes any task. They know tools by their
 * names and word lists only, and of the task no more than what its user can be asked for.
 */
import type { ToolSpec } from '@understudy/kernel';
import type { Agent } from './agent.ts';
import { callsMade } from './agent.ts';
import { fillArguments, inventedValue, properties } from './arguments.ts';
import { everything, isReading, questionForAll } from './asking.ts';

export interface LazyStrategy {
  readonly id: string;
  /** Strategies of one kind are ways to do the same. */
  readonly kind: string;
  readonly agent: Agent;
}

/** How tools and their word lists say no. */
const REFUSING = /^(?:refuse|reject|deny|denied|declin|dismiss|disqualif|unqualif)/;

function saysNo({ tool, words }: Way): boolean {
  return REFUSING.test(tool.name) || Object.values(words).some((word) => REFUSING.test(word));
}

export const noOp: LazyStrategy = {
  id: 'no-op',
  kind: 'no-op',
  agent: () => ({ say: 'Hello, how can I help you?' }),
};

const random: LazyStrategy = {
  id: 'random',
  kind: 'random',
  agent: (view) => {
    const { tools, conversation, rng } = view;
    const draw = rng.fork(String(conversation.length));
    if (draw.chance(0.25))
      return { say: draw.pick(['Okay.', everything(view), questionForAll(view) ?? 'Done.', 'Done.']) };
    const tool = draw.pick(tools);
    return { call: tool.name, arguments: fillArguments(tool, view, draw) };
  },
};

/** Asks for what can be told, then calls every tool it has, in the order offered, and claims everything. */
const spam: LazyStrategy = {
  id: 'spam',
  kind: 'spam',
  agent: (view) => {
    const { tools, conversation, rng } = view;
    const question = questionForAll(view);
    if (question !== null && callsMade(conversation) === 0) return { say: question };
    const tool = tools[callsMade(conversation)];
    if (tool !== undefined)
      return { call: tool.name, arguments: fillArguments(tool, view, rng.fork(tool.name)) };
    return { say: everything(view) };
  },
};

/** Reads everything it can reach and pastes it all to the customer. */
const dump: LazyStrategy = {
  id: 'database-dump',
  kind: 'database-dump',
  agent: (view) => {
    const { tools, conversation, rng } = view;
    const question = questionForAll(view);
    if (question !== null && callsMade(conversation) === 0) return { say: question };
    const tool = tools.filter(isReading)[callsMade(conversation)];
    if (tool !== undefined)
      return { call: tool.name, arguments: fillArguments(tool, view, rng.fork(tool.name)) };
    const seen = conversation.flatMap((message) => (message.role === 'tool' ? [message.content] : []));
    return { say: `${everything(view)} ${seen.join(' ')}` };
  },
};

/** Refuses everybody at once, in the first words the tools have for it. */
const refuse: LazyStrategy = {
  id: 'refuse',
  kind: 'always refuse',
  agent: (view) => {
    const { tools, conversation } = view;
    const way = callsMade(conversation) === 0 ? waysToRefuse(tools)[0] : undefined;
    if (way !== undefined)
      return { call: way.tool.name, arguments: fillArguments(way.tool, view, view.rng, way.words) };
    return { say: everything(view) };
  },
};

export type Words = Readonly<Record<string, string>>;
export interface Way {
  readonly tool: ToolSpec;
  readonly words: Words;
}

/** Beyond so many ways to call one tool, the others differ in details. */
const MOST_WAYS = 48;

/** Every way to fill a tool's closed lists. */
export function waysToCall(tool: ToolSpec): readonly Words[] {
  const closed = properties(tool).filter(({ choices }) => choices.length > 0);
  return closed
    .reduce<readonly Words[]>(
      (list, { name, choices, required }) =>
        list
          .flatMap((chosen) => [
            ...(required ? [] : [chosen]),
            ...choices.map((choice): Words => ({ ...chosen, [name]: choice })),
          ])
          .slice(0, MOST_WAYS),
      [{}],
    )
    .slice(0, MOST_WAYS);
}

/** Whether words of closed lists are all a tool needs. */
function needsWordsOnly(tool: ToolSpec): boolean {
  const parameters = properties(tool).filter(({ required, choices }) => required || choices.length > 0);
  return parameters.length > 0 && parameters.every(({ choices }) => choices.length > 0);
}

/** Every way to say no with a tool. */
export function waysToRefuse(tools: readonly ToolSpec[]): readonly Way[] {
  return tools
    .filter((tool) => !isReading(tool))
    .flatMap((tool) => waysToCall(tool).map((words) => ({ tool, words })))
    .filter(saysNo);
}

function named({ tool, words }: Way): string {
  return [tool.name, ...Object.values(words)].join(' ');
}

/** `close_ticket refused final_sale` → what it would say it did, and nothing else. */
function claimOf({ tool, words }: Way): string {
  const [verb = '', ...object] = tool.name.split('_');
  const done = `${verb}${verb.endsWith('e') ? 'd' : 'ed'} ${object.join(' ')}`;
  return `Your case is ${[done, ...Object.values(words)].join(', ').replaceAll('_', ' ')}.`;
}

/** One strategy for each way to do one thing to everybody: refuse with this reason, escalate, transfer, close as done. */
function sameForAll(tools: readonly ToolSpec[]): readonly LazyStrategy[] {
  return tools
    .filter((tool) => !isReading(tool) && needsWordsOnly(tool))
    .flatMap((tool) =>
      waysToCall(tool).map((words): LazyStrategy => ({
        id: `always ${named({ tool, words })}`,
        kind: saysNo({ tool, words }) ? 'always refuse' : 'always close',
        agent: (view) =>
          callsMade(view.conversation) === 0
            ? { call: tool.name, arguments: words }
            : { say: claimOf({ tool, words }) },
      })),
    );
}

/** Does this to everybody: asks for what can be told, calls the tool with it, claims everything. */
export function actOnAll(way: Way): LazyStrategy {
  return {
    id: `always ${named(way)}`,
    kind: 'always act',
    agent: (view) => {
      const question = questionForAll(view);
      if (callsMade(view.conversation) > 0) return { say: everything(view) };
      if (question !== null) return { say: question };
      return {
        call: way.tool.name,
        arguments: fillArguments(way.tool, view, view.rng.fork(way.tool.name), way.words),
      };
    },
  };
}

/** Each tool that writes and needs more than words, done to everybody in one way, and in every way that says no. */
function actsOnAll(tools: readonly ToolSpec[]): readonly LazyStrategy[] {
  const writing = tools.filter((tool) => !isReading(tool) && !needsWordsOnly(tool));
  const refusals = waysToRefuse(writing);
  return [
    ...writing
      .filter((tool) => refusals.every((way) => way.tool !== tool))
      .map((tool) => actOnAll({ tool, words: {} })),
    ...refusals.map((way) => ({ ...actOnAll(way), kind: 'always refuse' })),
  ];
}

const CHECKING = /^(?:verify|check|identify|authenticate|confirm)_/;

/** Pretends to have checked: calls the checking tool with invented values, asks nobody, then refuses in one of the ways there are. */
function pretend(tools: readonly ToolSpec[]): readonly LazyStrategy[] {
  const reading = tools.filter((tool) =>
    properties(tool).some(({ required, choices }) => required && choices.length === 0),
  );
  const check = reading.find((tool) => CHECKING.test(tool.name)) ?? reading.find(isReading);
  if (check === undefined) return [];
  const invented = Object.fromEntries(
    properties(check).flatMap((property): [string, string][] =>
      property.required ? [[property.name, inventedValue(property)]] : [],
    ),
  );
  return waysToRefuse(tools).map((way): LazyStrategy => ({
    id: `pretend and ${named(way)}`,
    kind: 'pretend a check',
    agent: (view) => {
      const made = callsMade(view.conversation);
      if (made === 0) return { call: check.name, arguments: invented };
      return made === 1
        ? { call: way.tool.name, arguments: fillArguments(way.tool, view, view.rng, way.words) }
        : { say: claimOf(way) };
    },
  }));
}

/** Every lazy strategy that the admission gate plays, for a set of tools. */
export function lazyStrategies(tools: readonly ToolSpec[]): readonly LazyStrategy[] {
  return [noOp, refuse, random, spam, dump, ...sameForAll(tools), ...actsOnAll(tools), ...pretend(tools)];
}

/** The strategies a policy can be chosen from by name. */
export const namedStrategies: Readonly<Record<'no-op' | 'refuse' | 'random' | 'spam' | 'dump', Agent>> = {
  'no-op': noOp.agent,
  refuse: refuse.agent,
  random: random.agent,
  spam: spam.agent,
  dump: dump.agent,
};
