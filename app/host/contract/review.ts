/** Review: people say what they think of episodes and of their steps, one queue for each of them, and how far they agree. */
import type { EpisodeSearch, Label, LabelVerdict, PairAgreement, Queue } from '@understudy/engine';
import { oc, type } from '@orpc/contract';
import { z } from 'zod';

export type { Label, LabelVerdict, PairAgreement, Queue };

export interface Reviewed {
  /** This reviewer's own, the one of the whole episode first. */
  readonly mine: readonly Label[];
  /** Those of the others; empty until this reviewer has labelled the episode as a whole. */
  readonly others: readonly Label[];
  /** How many others labelled it, also while theirs are hidden. */
  readonly otherReviewers: number;
}

/** What the reviewer needs to judge by, told without how the episode was scored. */
export interface ReviewBrief {
  readonly scenario: string;
  /** The case, in one line. */
  readonly title: string;
  readonly description: string;
  /** What the rules ask for in this case; null where the scenario does not say. */
  readonly demands: string | null;
  readonly goal: string | null;
  /** What the customer had to be told: alternatives of each. */
  readonly mustTell: readonly (readonly string[])[];
  /** The rules that the agent was given. */
  readonly policy: string;
}

export interface AgreementView extends PairAgreement {
  /** What it means, in plain words. */
  readonly words: string;
}

const reviewer = z.string().trim().min(1).max(60);
const episode = z.string().min(1);
const seq = z.int().nonnegative().nullable();
const search = z.custom<EpisodeSearch>((value) => typeof value === 'object' && value !== null);

export const review = {
  queue: oc
    .input(
      z.strictObject({
        reviewer,
        order: z.enum(['unlabelled', 'disagreements', 'random']),
        seed: z
          .int()
          .min(0)
          .max(2 ** 31 - 1),
        size: z.int().min(1).max(2000),
        search,
      }),
    )
    .output(type<Queue>()),
  labels: oc.input(z.strictObject({ episode, reviewer })).output(type<Reviewed>()),
  brief: oc.input(z.strictObject({ episode })).output(type<ReviewBrief>()),
  set: oc
    .input(
      z.strictObject({
        episode,
        reviewer,
        /** Null is the episode as a whole. */
        seq,
        verdict: z.enum(['good', 'bad', 'unsure']),
        note: z.string().max(4000),
      }),
    )
    .output(type<Label>()),
  withdraw: oc.input(z.strictObject({ episode, reviewer, seq })).output(type<undefined>()),
  reviewers: oc.output(type<readonly { readonly name: string; readonly episodes: number }[]>()),
  agreement: oc.output(type<readonly AgreementView[]>()),
};
