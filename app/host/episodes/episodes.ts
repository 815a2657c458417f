/** The contract's `episodes` area: one episode looked at, played on, told to others. */
import { os } from '../context.ts';
import { forkPolicies, rebuiltTo, startFork } from './fork.ts';
import { insightOf } from './insight.ts';
import { episodePage } from './page.ts';
import { withPlayed } from './played.ts';
import { seenBy } from './saw.ts';
import { shareFileName, shareHtml } from './share.ts';
import { RequestError } from '../errors.ts';

/** More tries of one task than anybody reads. */
const SAMPLES = 200;

export const episodes = os.episodes.router({
  open: os.episodes.open.handler(({ context, input }) => episodePage(context.store, input.id)),
  insight: os.episodes.insight.handler(({ context, input }) =>
    withPlayed(context, input.id, (played) => insightOf(played, context.store.events(input.id))),
  ),
  neighbours: os.episodes.neighbours.handler(({ context: { store }, input }) => {
    const record = store.episode(input.of);
    if (record === null)
      throw new RequestError('NOT_FOUND', `There is no episode ${input.of}.`, 'Choose one from the list.');
    const samples = store.find({ tasks: [record.taskId], sort: 'oldest' }, { offset: 0, limit: SAMPLES });
    return { ...store.beside(input.of), samples };
  }),
  saw: os.episodes.saw.handler(async ({ context, input: { id, seq } }) => {
    const { workspace, store } = context;
    const events = store.events(id);
    // In a shift the agent reads a board that is folded with every case: only the session knows what stood on it.
    if (events.every((event) => event.case === undefined)) return seenBy(workspace, events, seq);
    const told = await withPlayed(
      context,
      id,
      (played) => rebuiltTo(played, events, seq - 1).session.conversation,
    );
    return seenBy(workspace, events, seq, told);
  }),
  share: os.episodes.share.handler(({ context, input }) => {
    const page = episodePage(context.store, input.id);
    return { name: shareFileName(input.id), html: shareHtml(page) };
  }),
  fork: os.episodes.fork.handler(({ context, input }) => startFork(context, input)),
  policies: os.episodes.policies.handler(({ context }) => forkPolicies(context.workspace)),
});
