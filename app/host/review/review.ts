/** The contract's `review` area. */
import { episodeSearchSchema } from '@understudy/engine';
import type { Reviewed } from '../contract/review.ts';
import { os, type HostContext } from '../context.ts';
import { briefOf } from './brief.ts';
import { agreementWords } from './words.ts';

export const review = os.review.router({
  queue: os.review.queue.handler(({ context, input: { search, ...options } }) =>
    context.store.labels.queue({ ...options, search: episodeSearchSchema.parse(search) }),
  ),
  labels: os.review.labels.handler(({ context, input }) =>
    reviewedOf(context, input.episode, input.reviewer),
  ),
  brief: os.review.brief.handler(({ context, input }) => briefOf(context, input.episode)),
  set: os.review.set.handler(({ context, input: { episode, ...label } }) => {
    const set = context.store.labels.set({ episodeId: episode, ...label });
    context.changes.announce('labels', episode);
    return set;
  }),
  withdraw: os.review.withdraw.handler(({ context, input: { episode, ...label } }) => {
    context.store.labels.withdraw({ episodeId: episode, ...label });
    context.changes.announce('labels', episode);
  }),
  reviewers: os.review.reviewers.handler(({ context }) => context.store.labels.reviewers()),
  agreement: os.review.agreement.handler(({ context }) =>
    context.store.labels.agreement().map((one) => ({ ...one, words: agreementWords(one) })),
  ),
});

/** Others are shown only to who has judged already: nobody should follow another. */
export function reviewedOf({ store }: HostContext, episode: string, reviewer: string): Reviewed {
  const labels = store.labels.of(episode);
  const mine = labels.filter((label) => label.reviewer === reviewer);
  const others = labels.filter((label) => label.reviewer !== reviewer);
  const judged = mine.some(({ seq }) => seq === null);
  return {
    mine,
    others: judged ? others : [],
    otherReviewers: new Set(others.filter(({ seq }) => seq === null).map((label) => label.reviewer)).size,
  };
}
