/** What plays an episode: anything that turns a conversation and tools into one message. */
import type { ToolSpec } from '@understudy/kernel';
import type { Message, TokenRecord, ToolCall, Usage } from '@understudy/scenarios';

export interface ActInput {
  readonly episodeId: string;
  /** The agent's turns so far in this episode, from 0. */
  readonly turn: number;
  /** Starts with the system message; earlier assistant messages carry the tokens they were made of. */
  readonly conversation: readonly Message[];
  readonly tools: readonly ToolSpec[];
  /** 0..2^32-1. The same seed draws the same sample, as far as the policy can promise. */
  readonly seed: number;
  /** Other than the policy was opened with, where a caller asks for it; only local policies heed it. */
  readonly sampling?: {
    /** 0 takes the likeliest token. */
    readonly temperature?: number;
    /** Longest message, in tokens. */
    readonly maxTokens?: number;
  };
}

/** One assistant message: text for the user, or tool calls, or both. `malformed` says why the output was neither. */
export interface ActOutput {
  readonly text: string | null;
  readonly toolCalls: readonly ToolCall[];
  readonly malformed?: string;
  readonly tokens?: TokenRecord;
  readonly usage: Usage;
}

export interface Policy {
  /** Stable across processes: kind and what identifies the model (a file's hash, an endpoint's model name). */
  readonly id: string;
  readonly kind: 'local' | 'endpoint' | 'scripted';
  /** How many episodes it can play at once without queueing; the runner keeps about this many going. */
  readonly concurrency: number;
  /** Rejects with PolicyError when it cannot answer at all, and with the signal's reason when aborted. */
  act(input: ActInput, signal: AbortSignal): Promise<ActOutput>;
  close(): Promise<void>;
}

/** The policy could not answer: a crashed process, an unreachable endpoint, a refused key. Not a bad answer. */
export class PolicyError extends Error {
  readonly remedy: string;
  readonly retryable: boolean;
  constructor(
    message: string,
    options: { readonly remedy: string; readonly retryable: boolean; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'PolicyError';
    this.remedy = options.remedy;
    this.retryable = options.retryable;
  }
}
