/**
 * Turns conversations into prompt parts with the model's own chat template. Control tokens come only from the template's own
 * text: whatever a user, a tool or a scenario wrote is text, even when it spells a control token.
 */
import { createHash } from 'node:crypto';
import { Template } from '@huggingface/jinja';
import type { ToolSpec } from '@understudy/kernel';
import type { Message } from '@understudy/scenarios';
import { TOKEN_TYPE, type GgufModel } from './gguf.ts';
import { PolicyError } from './policy.ts';
import { CALL_CLOSE, CALL_OPEN } from './parse.ts';

/** A control token's id, or text to be tokenised by itself with control tokens off. */
export type PromptPart = number | string;

export interface ChatTemplate {
  /** sha256 of the template's text, in hex. */
  readonly hash: string;
  /** The whole conversation, and the words that open an assistant message. */
  render(conversation: readonly Message[], tools: readonly ToolSpec[]): readonly PromptPart[];
  /**
   * What the conversation appends after the assistant message at `index`, whose recorded sample ended with the token
   * `lastSampled`: the end token where the sample lacks it, then all that follows. Null when the template rewrote what it had
   * printed before, so that the recorded tokens no longer are a prefix.
   */
  renderAfter(
    conversation: readonly Message[],
    tools: readonly ToolSpec[],
    index: number,
    lastSampled: number | undefined,
  ): readonly PromptPart[] | null;
  /** The assistant message that calls one tool, as the template prints it, without contents around it. */
  renderCall(name: string, args: Readonly<Record<string, string>>): string;
}

/** The tokens that only a template or a model may write, ids by text: control tokens, and tool-call tokens of any type. */
export function controlTokens(
  model: Pick<GgufModel, 'vocabulary' | 'tokenTypes'>,
): ReadonlyMap<string, number> {
  const control = new Map<string, number>();
  model.vocabulary.forEach((text, id) => {
    const isCall = text === CALL_OPEN || text === CALL_CLOSE;
    if (isCall || (model.tokenTypes[id] === TOKEN_TYPE.control && text.length > 1)) control.set(text, id);
  });
  return control;
}

/** Throws PolicyError when the template does not parse. */
export function createChatTemplate(
  model: Pick<GgufModel, 'chatTemplate' | 'vocabulary' | 'tokenTypes' | 'bosId' | 'eosId'>,
): ChatTemplate {
  const template = parseTemplate(model.chatTemplate);
  const control = controlTokens(model);
  // llama.cpp finds user-defined tokens in any text: in contents, those that look like markup are broken up too.
  const markup = model.vocabulary.filter(
    (text, id) => model.tokenTypes[id] === TOKEN_TYPE.userDefined && /^[<[].+[>\]]$/s.test(text),
  );
  const controlPattern = anyOf([...control.keys()]);
  const special = [...control.keys(), ...markup];
  const specialPattern = anyOf(special);
  const specialInJson = anyOf(special.map((text) => JSON.stringify(text).slice(1, -1)));
  const bos = model.bosId === null ? '' : (model.vocabulary[model.bosId] ?? '');
  const eos = model.vocabulary[model.eosId] ?? '';

  const print = (messages: unknown, tools: unknown, open: boolean): string => {
    try {
      return template.render({
        messages,
        tools,
        add_generation_prompt: open,
        bos_token: bos,
        eos_token: eos,
      });
    } catch (cause) {
      throw new PolicyError(
        `The model's chat template failed: ${cause instanceof Error ? cause.message : String(cause)}`,
        {
          remedy: 'Repair tokenizer.chat_template and export the model again.',
          retryable: false,
          cause,
        },
      );
    }
  };

  const split = (text: string, mark: string | null): readonly PromptPart[] => {
    const parts: PromptPart[] = [];
    const push = (run: string): void => {
      for (const piece of mark === null ? [run] : run.split(mark)) if (piece !== '') parts.push(piece);
    };
    let from = 0;
    for (const match of controlPattern === null ? [] : text.matchAll(controlPattern)) {
      push(text.slice(from, match.index));
      const id = control.get(match[0]);
      if (id !== undefined) parts.push(id);
      from = match.index + match[0].length;
    }
    push(text.slice(from));
    return parts;
  };

  const prepare = (conversation: readonly Message[], tools: readonly ToolSpec[]): Prepared => {
    const messages = conversation.map(toTemplateMessage);
    const functions =
      tools.length === 0 ? undefined : tools.map((tool) => ({ type: 'function', function: tool }));
    const text = JSON.stringify([messages, functions]);
    if (specialInJson === null || text.search(specialInJson) === -1)
      return { messages, tools: functions, mark: null };
    const mark = unusedCharacter(text + model.chatTemplate);
    const guard = (value: unknown): unknown => breakSpecials(value, specialPattern, mark);
    return { messages: messages.map(guard), tools: functions?.map(guard), mark };
  };

  // Without an end token after an assistant message there is no telling where a recorded sample would end: always afresh then.
  const probe = print([...OPENING_PROBE, { role: 'assistant', content: 'probe' }], undefined, false);
  const probeEnd = split(probe, null).findLastIndex((part) => typeof part === 'number');
  const endsMessages =
    split(probe, null).findIndex((part) => typeof part === 'string' && part.includes('probe')) < probeEnd;

  return {
    hash: createHash('sha256').update(model.chatTemplate).digest('hex'),
    render(conversation, tools) {
      const ready = prepare(conversation, tools);
      return split(print(ready.messages, ready.tools, true), ready.mark);
    },
    renderAfter(conversation, tools, index, lastSampled) {
      if (!endsMessages) return null;
      const ready = prepare(conversation, tools);
      const before = print(ready.messages.slice(0, index), ready.tools, false);
      const upTo = print(ready.messages.slice(0, index + 1), ready.tools, false);
      const whole = print(ready.messages, ready.tools, true);
      if (!upTo.startsWith(before) || !whole.startsWith(upTo)) return null;
      const message = split(upTo.slice(before.length), ready.mark);
      const end = message.findLastIndex((part) => typeof part === 'number');
      const endId = message[end];
      if (endId === undefined) return null;
      const rest = [...message.slice(end + 1), ...split(whole.slice(upTo.length), ready.mark)];
      return endId === lastSampled ? rest : [endId, ...rest];
    },
    renderCall(name, args) {
      const call = { id: 'call_0', type: 'function', function: { name, arguments: args } };
      const message = { role: 'assistant', content: '', tool_calls: [call] };
      const before = print(OPENING_PROBE, undefined, false);
      const after = print([...OPENING_PROBE, message], undefined, false);
      return after.startsWith(before) ? after.slice(before.length) : after;
    },
  };
}

const OPENING_PROBE = [{ role: 'user', content: 'x' }];

interface Prepared {
  readonly messages: readonly unknown[];
  readonly tools: readonly unknown[] | undefined;
  /** The character that breaks up special tokens in contents; null where there was none to break up. */
  readonly mark: string | null;
}

/** The message shape of Hugging Face's `apply_chat_template`; absent content is the empty text. */
export function toTemplateMessage(message: Message): object {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.content };
    case 'tool':
      return { role: 'tool', content: message.content, name: message.name, tool_call_id: message.callId };
    case 'assistant': {
      const content = message.content ?? '';
      if (message.toolCalls.length === 0) return { role: 'assistant', content };
      const calls = message.toolCalls.map((call) => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: call.arguments },
      }));
      return { role: 'assistant', content, tool_calls: calls };
    }
  }
}

/** Puts `mark` behind the first character of every special token spelled inside a string, at any depth, keys included. */
function breakSpecials(value: unknown, special: RegExp | null, mark: string): unknown {
  if (special === null) return value;
  if (typeof value === 'string') {
    let text = value;
    while (text.search(special) !== -1)
      text = text.replace(special, (token) => {
        const [first = ''] = token;
        return first + mark + token.slice(first.length);
      });
    return text;
  }
  if (Array.isArray(value)) return value.map((each) => breakSpecials(each, special, mark));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        String(breakSpecials(key, special, mark)),
        breakSpecials(each, special, mark),
      ]),
    );
  return value;
}

function unusedCharacter(text: string): string {
  for (let code = 0xe000; code <= 0xf8ff; code += 1) {
    const character = String.fromCharCode(code);
    if (!text.includes(character)) return character;
  }
  throw new PolicyError('The conversation uses every private-use character, so none is left to guard it.', {
    remedy: 'Remove the private-use characters (U+E000 to U+F8FF) from the scenario.',
    retryable: false,
  });
}

/** Leftmost, then longest: the order in which Hugging Face tokenizers find added tokens. */
function anyOf(texts: readonly string[]): RegExp | null {
  if (texts.length === 0) return null;
  const escaped = [...texts]
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(escaped.join('|'), 'g');
}

function parseTemplate(text: string): Template {
  try {
    return new Template(text);
  } catch (cause) {
    throw new PolicyError(
      `The model's chat template cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        remedy: 'Repair tokenizer.chat_template and export the model again.',
        retryable: false,
        cause,
      },
    );
  }
}
