/** Reads a model's output: text for the user, Hermes-style tool calls, or what was wrong with it. */
import type { ToolSpec } from '@understudy/kernel';
import type { ToolCall } from '@understudy/scenarios';
import { z } from 'zod';
import type { ActOutput } from './policy.ts';

/** The tokens around a tool call. */
export const CALL_OPEN = '<tool_call>';
export const CALL_CLOSE = '</tool_call>';

/** A stretch of the output: text, or a control token by its text. */
export type Segment = { readonly kind: 'text' | 'control'; readonly text: string };

export type Parsed = Pick<ActOutput, 'text' | 'toolCalls' | 'malformed'>;

const callSchema = z.object({ name: z.string(), arguments: z.unknown().optional() });
const argumentsSchema = z.record(z.string(), z.json());
const EXCERPT = 120;

/** Output without its end token. `callId(n)` names the n-th call. */
export function parseOutput(
  segments: readonly Segment[],
  tools: readonly ToolSpec[],
  callId: (index: number) => string,
): Parsed {
  const toolCalls: ToolCall[] = [];
  let text = '';
  let open: string | null = null;
  for (const { kind, text: piece } of segments) {
    if (kind === 'text') {
      if (open !== null) open += piece;
      else if (toolCalls.length > 0 && piece.trim() !== '')
        return malformed(`text after a tool call: ${excerpt(piece)}`);
      else text += piece;
    } else if (piece === CALL_OPEN && open === null) {
      open = '';
    } else if (piece === CALL_CLOSE && open !== null) {
      const call = parseCall(open, tools, callId(toolCalls.length));
      if (!call.ok) return malformed(call.problem);
      toolCalls.push(call.call);
      open = null;
    } else {
      return malformed(`the control token ${piece} inside the message`);
    }
  }
  if (open !== null) return malformed(`a tool call without ${CALL_CLOSE}: ${excerpt(open)}`);
  const trimmed = text.trim();
  if (trimmed === '' && toolCalls.length === 0) return malformed('an empty message');
  return { text: trimmed === '' ? null : trimmed, toolCalls };
}

export function malformed(problem: string): Parsed {
  return { text: null, toolCalls: [], malformed: problem };
}

/** Splits text of a model without tool-call tokens of its own at the tags it spells. */
export function splitAtTags(text: string): readonly Segment[] {
  return text
    .split(/(<\/?tool_call>)/)
    .map((piece, index): Segment => ({ kind: index % 2 === 1 ? 'control' : 'text', text: piece }))
    .filter((segment) => segment.text !== '');
}

type CallResult =
  { readonly ok: true; readonly call: ToolCall } | { readonly ok: false; readonly problem: string };

function parseCall(source: string, tools: readonly ToolSpec[], id: string): CallResult {
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch {
    return { ok: false, problem: `a tool call that is not JSON: ${excerpt(source)}` };
  }
  const call = callSchema.safeParse(json);
  if (!call.success) return { ok: false, problem: `a tool call without a name: ${excerpt(source)}` };
  return checkCall(id, call.data.name, call.data.arguments, tools);
}

/** A call by name and arguments (an object, or JSON text of one): the name must be offered; the tool itself checks the rest. */
export function checkCall(id: string, name: string, args: unknown, tools: readonly ToolSpec[]): CallResult {
  if (!tools.some((tool) => tool.name === name))
    return {
      ok: false,
      problem: `a call of ${JSON.stringify(name.slice(0, EXCERPT))}, which is not among the tools offered`,
    };
  let value: unknown = args ?? {};
  if (typeof value === 'string')
    try {
      value = JSON.parse(value === '' ? '{}' : value);
    } catch {
      return { ok: false, problem: `arguments of ${name} that are not JSON: ${excerpt(String(args))}` };
    }
  const parsed = argumentsSchema.safeParse(value);
  if (!parsed.success)
    return {
      ok: false,
      problem: `arguments of ${name} that are not an object: ${excerpt(JSON.stringify(value))}`,
    };
  return { ok: true, call: { id, name, arguments: parsed.data } };
}

const excerpt = (text: string): string =>
  JSON.stringify(text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text);
