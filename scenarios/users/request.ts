/** What a voice is asked for: one line of one user. */
import type { Rng } from '@understudy/kernel';
import type { Fact, TaskUser } from '../schema/task.ts';
import type { VoicePrompt } from '../schema/voice.ts';
import type { UserMove } from './state.ts';

export interface VoiceRequest {
  /** Names this line among all lines of all episodes: recordings are kept by it. */
  readonly line: string;
  readonly user: TaskUser;
  readonly move: UserMove;
  /** Facts told before this line, with the values told. */
  readonly told: readonly Fact[];
  /** What the agent said last; empty at the opening. */
  readonly heard: string;
  readonly rng: Rng;
  /** What a language model is told; the library's prompt of the language where it is left out. */
  readonly prompt?: VoicePrompt;
  /** A ticket that nobody answers for: its lines are never a language model's. */
  readonly ticket?: boolean;
  /** Names of people and things in the world, lower-case: those that are not the user's own are none of its business. */
  readonly names?: () => ReadonlySet<string>;
  /** Goals of the pack's other families: what users want who are not this one. */
  readonly otherGoals?: () => readonly string[];
}
