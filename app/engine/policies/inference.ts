/** One llama.cpp context with one thread and several sequences. It lives in a process of its own (inferenceProcess.ts). */
import {
  getLlama,
  LlamaGrammarEvaluationState,
  LlamaLogLevel,
  type LlamaContextSequence,
  type LlamaModel,
  type Token,
} from 'node-llama-cpp';
import { CallScanner } from './callScanner.ts';
import type { Generated, Generation, Opening } from './protocol.ts';
import type { Segment } from './parse.ts';
import type { PromptPart } from './template.ts';

export interface Inference {
  /** Never rejects for what a model wrote. At most `sequences` at once; more reject. Abort ends it within a token or a chunk. */
  generate(generation: Generation, signal: AbortSignal): Promise<Generated>;
  tokenize(parts: readonly PromptPart[]): number[];
  /** Control tokens appear as their text. */
  detokenize(ids: readonly number[]): string;
}

interface Slot {
  readonly sequence: LlamaContextSequence;
  /** The ids in the sequence's cache. */
  cached: readonly number[];
  episodeId: string;
  busy: boolean;
  usedAt: number;
}

/** An abort waits for the prompt chunk being computed. */
const CHUNK = 128;
/** A cache that shares this many tokens fewer than the best one is as good: then the oldest is taken, sparing live episodes. */
const NEGLIGIBLE = 32;

/** Rejects when llama.cpp is missing for this machine or refuses the model. */
export async function openInference(opening: Opening): Promise<Inference> {
  const llama = await getLlama({
    build: 'never',
    skipDownload: true,
    gpu: false,
    maxThreads: 1,
    logLevel: LlamaLogLevel.error,
    progressLogs: false,
    logger: (_level, message) => process.stderr.write(`${message}\n`),
  });
  const model = await llama.loadModel({ modelPath: opening.modelPath, gpuLayers: 0, checkTensors: true });
  const context = await model.createContext({
    contextSize: opening.contextTokens,
    sequences: opening.sequences,
    threads: 1,
  });
  const slots: Slot[] = Array.from({ length: opening.sequences }, () => ({
    sequence: context.getSequence(),
    cached: [],
    episodeId: '',
    busy: false,
    usedAt: 0,
  }));
  const controlIds = new Set(opening.controlIds);
  const tokenize = (parts: readonly PromptPart[]): number[] => tokenizeParts(model, controlIds, parts);

  const grammars = new Map<string, LlamaGrammarEvaluationState>();
  const freshGrammar = async (gbnf: string): Promise<LlamaGrammarEvaluationState> => {
    let state = grammars.get(gbnf);
    if (state === undefined) {
      const grammar = await llama.createGrammar({ grammar: gbnf });
      state = new LlamaGrammarEvaluationState({ model, grammar });
      grammars.set(gbnf, state);
    }
    return state.clone();
  };

  let clock = 0;
  const claim = (prompt: readonly number[], episodeId: string): Slot => {
    const free = slots
      .filter((slot) => !slot.busy)
      .map((slot) => ({ slot, shared: sharedPrefix(slot.cached, prompt) }));
    const best = Math.max(...free.map(({ shared }) => shared));
    const good = free.filter(({ shared }) => shared >= best - NEGLIGIBLE);
    const own = good.find(({ slot }) => slot.episodeId === episodeId);
    const chosen =
      own ?? good.reduce((oldest, each) => (each.slot.usedAt < oldest.slot.usedAt ? each : oldest));
    clock += 1;
    Object.assign(chosen.slot, { busy: true, episodeId, usedAt: clock });
    return chosen.slot;
  };

  const generate = async (generation: Generation, signal: AbortSignal): Promise<Generated> => {
    const started = performance.now();
    const promptIds = tokenize(generation.parts);
    const prompt = [...generation.prefixIds, ...promptIds];
    const sampledIds: number[] = [];
    const logprobs: number[] = [];
    let computed = 0;
    const finish = (stop: Generated['stop']): Generated => ({
      promptIds,
      sampledIds,
      logprobs,
      stop,
      segments: segment(model, controlIds, stop === 'end' ? sampledIds.slice(0, -1) : sampledIds),
      computed,
      seconds: (performance.now() - started) / 1000,
    });
    const room = opening.contextTokens - 1 - prompt.length;
    if (room < 1) return finish('overflow');
    const limit = Math.min(generation.maxTokens, room);
    const { grammar } = generation;
    const grammarState = grammar === null ? undefined : await freshGrammar(grammar.gbnf);

    const slot = claim(prompt, generation.episodeId);
    const { sequence } = slot;
    try {
      const ids = asTokens(prompt);
      await sequence.adaptStateToTokens(ids.slice(0, -1), false);
      let position = sequence.nextTokenIndex;
      computed = prompt.length - position;
      for (; prompt.length - position > CHUNK; position += CHUNK) {
        if (signal.aborted) return finish('aborted');
        await sequence.evaluateWithoutGeneratingNewTokens(ids.slice(position, position + CHUNK));
      }
      const scanner = new CallScanner();
      let inCall = false;
      const sampler = sequence.evaluateWithMetadata(
        ids.slice(position),
        { confidence: true },
        {
          temperature: generation.temperature,
          topK: 0,
          topP: 1,
          minP: 0,
          seed: generation.seed,
          yieldEogToken: true,
          grammarEvaluationState: () => (inCall ? grammarState : undefined),
        },
      );
      for await (const { token, confidence } of sampler) {
        if (signal.aborted) return finish('aborted');
        sampledIds.push(token);
        logprobs.push(
          generation.temperature === 0 ? 0 : Math.min(0, Math.log(Math.max(confidence, Number.MIN_VALUE))),
        );
        if (model.isEogToken(token)) return finish('end');
        if (inCall && grammar !== null && opening.callCloseId !== null) {
          if (scanner.closes(model.detokenize([token], true))) {
            // The grammar admits nothing but this ending: its probability is 1, and it needs no computing.
            const ending = [...tokenize([grammar.close]), opening.callCloseId, opening.endId];
            sampledIds.push(...ending);
            logprobs.push(...ending.map(() => 0));
            return finish('end');
          }
        } else if (controlIds.has(token)) {
          if (token !== (inCall ? opening.callCloseId : opening.callOpenId)) return finish('control');
          inCall = !inCall;
        }
        if (sampledIds.length >= limit) return finish('length');
      }
      return finish('stuck');
    } catch (error) {
      // node-llama-cpp's words for a sampler that was left without any candidate.
      if (error instanceof Error && error.message === 'Failed to sample next token') return finish('stuck');
      throw error;
    } finally {
      slot.cached = sequence.contextTokens;
      slot.busy = false;
    }
  };

  return { generate, tokenize, detokenize: (ids) => model.detokenize(asTokens(ids), true) };
}

function tokenizeParts(
  model: LlamaModel,
  controlIds: ReadonlySet<number>,
  parts: readonly PromptPart[],
): number[] {
  return parts.flatMap((part) => {
    if (typeof part === 'number') return [part];
    const ids: number[] = model.tokenize(part, false);
    if (ids.some((id) => controlIds.has(id)))
      throw new Error(
        `Text became a control token while it was tokenised: ${JSON.stringify(part.slice(0, 80))}`,
      );
    return ids;
  });
}

function segment(model: LlamaModel, controlIds: ReadonlySet<number>, ids: readonly number[]): Segment[] {
  const segments: Segment[] = [];
  let run: number[] = [];
  const flush = (): void => {
    if (run.length > 0) segments.push({ kind: 'text', text: model.detokenize(asTokens(run), true) });
    run = [];
  };
  for (const id of ids) {
    if (!controlIds.has(id)) {
      run.push(id);
      continue;
    }
    flush();
    segments.push({ kind: 'control', text: model.detokenize(asTokens([id]), true) });
  }
  flush();
  return segments;
}

function sharedPrefix(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  for (let i = 0; i < most; i += 1) if (a[i] !== b[i]) return i;
  return most;
}

/** Token ids of this project are plain numbers; node-llama-cpp brands them. */
function asTokens(ids: readonly number[]): Token[] {
  return ids.filter(isToken);
}
function isToken(id: number): id is Token {
  return Number.isInteger(id) && id >= 0;
}
