/** Runs: starting episodes by the hundred, watching them, finding them again. */
import type { EpisodeRecord, Run } from '@understudy/engine';
import { oc, type } from '@orpc/contract';
import { z } from 'zod';

export interface RunOverview extends Run {
  readonly episodes: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** An episode in a list: the record without its longest fields. */
export type EpisodeLine = Omit<EpisodeRecord, 'canonicalTools' | 'turnSeconds' | 'judged' | 'reward'> & {
  /** 0..1; null where it could not be judged or is not yet. */
  readonly reward: number | null;
  readonly success: boolean | null;
  readonly flags: readonly string[];
};

export const runs = {
  /** Newest first. */
  list: oc.output(type<readonly RunOverview[]>()),
  get: oc.input(z.strictObject({ id: z.string() })).output(type<RunOverview>()),
};
