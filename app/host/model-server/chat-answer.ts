/** The policy's message in the shapes of the chat completions API: one object, or server-sent chunks of it. */
import type { ActOutput } from '@understudy/engine';

export interface AnswerFrame {
  /** `chatcmpl-…`. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
}

/** How policies begin to say that a message, or the whole conversation, ran out of tokens. */
const OUT_OF_TOKENS = /^the (message did not end|conversation has) /;

/** What ended the message. A malformed one has no content: what the model wrote is no message for anybody. */
function finishOf(output: ActOutput): 'stop' | 'tool_calls' | 'length' {
  if (OUT_OF_TOKENS.test(output.malformed ?? '')) return 'length';
  return output.toolCalls.length > 0 ? 'tool_calls' : 'stop';
}

function usageOf({ usage }: ActOutput): object {
  const { promptTokens, completionTokens } = usage;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

function callsOf(output: ActOutput): readonly object[] {
  return output.toolCalls.map(({ id, name, arguments: args }) => ({
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }));
}

/** The whole answer. `understudy.malformed` says why a message could not be read, where that is so. */
export function completion(frame: AnswerFrame, output: ActOutput): object {
  const calls = callsOf(output);
  const content = output.text ?? (calls.length > 0 ? null : '');
  return {
    ...frame,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content,
          refusal: null,
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: finishOf(output),
      },
    ],
    usage: usageOf(output),
    ...(output.malformed === undefined ? {} : { understudy: { malformed: output.malformed } }),
  };
}

/** The chunk that opens a stream. */
export function openingChunk(frame: AnswerFrame): object {
  return chunk(frame, { role: 'assistant', content: '' }, null);
}

/** The chunks behind the opening one: text, tool calls, the end, and the usage where it is asked for. */
export function chunks(frame: AnswerFrame, output: ActOutput, usage: boolean): readonly object[] {
  const calls = callsOf(output).map((call, index) => ({ index, ...call }));
  return [
    ...(output.text === null ? [] : [chunk(frame, { content: output.text }, null)]),
    ...calls.map((call) => chunk(frame, { tool_calls: [call] }, null)),
    chunk(frame, {}, finishOf(output)),
    ...(usage ? [{ ...frame, object: 'chat.completion.chunk', choices: [], usage: usageOf(output) }] : []),
  ];
}

function chunk(frame: AnswerFrame, delta: object, finish: string | null): object {
  return {
    ...frame,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  };
}
