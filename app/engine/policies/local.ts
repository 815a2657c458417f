/** The local policy: a GGUF model in child processes, with the exact tokens of every act recorded. */
import { availableParallelism } from 'node:os';
import type { ToolSpec } from '@understudy/kernel';
import type { Message, TokenRecord } from '@understudy/scenarios';
import { hashFile, inspectGguf, type GgufModel } from './gguf.ts';
import { openInferencePool } from './inferencePool.ts';
import { CALL_CLOSE, CALL_OPEN, malformed, parseOutput, splitAtTags, type Parsed } from './parse.ts';
import type { ActInput, ActOutput, Policy } from './policy.ts';
import type { Generated, Generation } from './protocol.ts';
import { controlTokens, createChatTemplate, type PromptPart } from './template.ts';
import { callStyle, toolGrammar } from './toolGrammar.ts';

export interface LocalPolicyOptions {
  readonly modelPath: string;
  /** Inference processes, one thread each. Default: as many as there are cores. */
  readonly processes?: number;
  /** Episodes that one process advances together. Default 8. */
  readonly sequences?: number;
  /** 0 takes the likeliest token. Default 0.7. */
  readonly temperature?: number;
  /** Longest message, in tokens. Default 256. */
  readonly maxTokens?: number;
  /** Longest conversation, in tokens. Default: what the model was trained on, 4096 at most. */
  readonly contextTokens?: number;
  /** Whether tool calls are constrained to the tools' schemas while they are sampled. Default true. */
  readonly grammar?: boolean;
  /** Aborts the opening. */
  readonly signal?: AbortSignal;
}

export interface LocalPolicy extends Policy {
  readonly kind: 'local';
  readonly model: GgufModel;
  readonly modelHash: string;
  readonly templateHash: string;
  /** The prompt's token ids if the conversation were rendered afresh. */
  tokenize(conversation: readonly Message[], tools: readonly ToolSpec[]): Promise<readonly number[]>;
  /** Text of ids, control tokens included. */
  detokenize(ids: readonly number[]): Promise<string>;
  /** Process ids of the inference processes. */
  processIds(): readonly number[];
}

/** Grammars kept: a run has one set of tools, a served model as many as its callers think of. */
const GRAMMARS = 64;

/** Rejects with PolicyError when the file is missing, unsound or refused, and with the signal's reason when aborted. */
export async function openLocalPolicy(options: LocalPolicyOptions): Promise<LocalPolicy> {
  const { modelPath, signal } = options;
  const usual = { temperature: options.temperature ?? 0.7, maxTokens: options.maxTokens ?? 256 };
  const processes = options.processes ?? availableParallelism();
  const sequences = options.sequences ?? 8;
  const model = await inspectGguf(modelPath);
  const modelHash = await hashFile(modelPath);
  const template = createChatTemplate(model);
  const control = controlTokens(model);
  const callOpenId = control.get(CALL_OPEN) ?? null;
  const callCloseId = control.get(CALL_CLOSE) ?? null;
  const style = callOpenId === null || callCloseId === null ? null : callStyle(template);
  const contextTokens = Math.min(options.contextTokens ?? 4096, model.contextLength);

  const grammars = new Map<string, Generation['grammar']>();
  const grammarFor = (tools: readonly ToolSpec[]): Generation['grammar'] => {
    if (options.grammar === false || style === null || tools.length === 0) return null;
    const key = JSON.stringify(tools);
    const known = grammars.get(key);
    if (known !== undefined) return known;
    const grammar = { gbnf: toolGrammar(tools, style), close: style.close };
    grammars.set(key, grammar);
    for (const oldest of grammars.keys()) {
      if (grammars.size <= GRAMMARS) break;
      grammars.delete(oldest);
    }
    return grammar;
  };

  const pool = await openInferencePool({
    processes,
    ...(signal === undefined ? {} : { signal }),
    opening: {
      modelPath,
      sequences,
      contextTokens,
      controlIds: [...control.values()],
      callOpenId,
      callCloseId,
      endId: model.eosId,
    },
  });

  const nextPrompt = ({ conversation, tools }: ActInput): Prompt => {
    const history = recordedTokens(conversation, { modelHash, templateHash: template.hash });
    if (history !== null) {
      const parts = template.renderAfter(conversation, tools, history.index, history.ids.at(-1));
      if (parts !== null) return { prefixIds: history.ids, parts };
    }
    return { prefixIds: [], parts: template.render(conversation, tools) };
  };

  const read = (generated: Generated, input: ActInput): Parsed => {
    const length = generated.sampledIds.length;
    if (generated.stop === 'length') return malformed(`the message did not end within ${length} tokens`);
    if (generated.stop === 'stuck') return malformed(`no tool call can go on after ${length} tokens`);
    const segments =
      callOpenId === null
        ? generated.segments.flatMap((segment) =>
            segment.kind === 'text' ? splitAtTags(segment.text) : [segment],
          )
        : generated.segments;
    return parseOutput(segments, input.tools, (index) => `call_${input.turn}_${index}`);
  };

  return {
    id: `local:${modelHash.slice(0, 16)}`,
    kind: 'local',
    concurrency: processes * sequences,
    model,
    modelHash,
    templateHash: template.hash,
    tokenize: (conversation, tools) => pool.tokenize(template.render(conversation, tools)),
    detokenize: (ids) => pool.detokenize(ids),
    processIds: () => pool.processIds(),
    close: () => pool.close(),
    async act(input, actSignal): Promise<ActOutput> {
      const started = performance.now();
      actSignal.throwIfAborted();
      const prompt = nextPrompt(input);
      const { temperature, maxTokens } = { ...usual, ...input.sampling };
      const generated = await pool.generate(
        {
          episodeId: input.episodeId,
          prefixIds: [...prompt.prefixIds],
          parts: [...prompt.parts],
          seed: mixSeed(input.seed, input.turn),
          temperature,
          maxTokens,
          grammar: grammarFor(input.tools),
        },
        actSignal,
      );
      const { promptIds, sampledIds, logprobs } = generated;
      const promptTokens = prompt.prefixIds.length + promptIds.length;
      const usage = {
        promptTokens,
        completionTokens: sampledIds.length,
        seconds: (performance.now() - started) / 1000,
        cost: null,
      };
      if (generated.stop === 'overflow')
        return {
          ...malformed(
            `the conversation has ${promptTokens} tokens, more than the context of ${contextTokens} holds`,
          ),
          usage,
        };
      const tokens: TokenRecord = {
        prefix: prompt.prefixIds.length,
        promptIds,
        sampledIds,
        logprobs,
        temperature,
        templateHash: template.hash,
        modelHash,
      };
      return { ...read(generated, input), tokens, usage };
    },
  };
}

interface Prompt {
  readonly prefixIds: readonly number[];
  readonly parts: readonly PromptPart[];
}

/**
 * The ids that stand behind the conversation up to its last assistant message, which is at `index`: all acts' prompts and samples
 * in order. Null when that message has no record, or one of another model or template.
 */
export function recordedTokens(
  conversation: readonly Message[],
  of: { readonly modelHash: string; readonly templateHash: string },
): { readonly index: number; readonly ids: readonly number[] } | null {
  let ids: number[] | null = null;
  let index = -1;
  for (const [position, message] of conversation.entries()) {
    if (message.role !== 'assistant') continue;
    index = position;
    const record = message.tokens;
    const carriesOn = record !== undefined && (record.prefix === 0 || record.prefix === ids?.length);
    if (!carriesOn || record.modelHash !== of.modelHash || record.templateHash !== of.templateHash)
      ids = null;
    else ids = [...(record.prefix === 0 ? [] : (ids ?? [])), ...record.promptIds, ...record.sampledIds];
  }
  return ids === null ? null : { index, ids };
}

/** A seed for one turn of an episode, below 2^32 - 1, which llama.cpp takes for "random" (finaliser of MurmurHash3). */
function mixSeed(seed: number, turn: number): number {
  let hash = (seed ^ Math.imul(turn + 1, 0x9e3779b9)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % 0xffffffff;
}
