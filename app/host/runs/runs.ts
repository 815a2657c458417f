/** The contract's `runs` area: what was played. */
import { RequestError } from '../errors.ts';
import { os, type HostContext } from '../context.ts';
import type { RunOverview } from '../contract/runs.ts';

export const runs = os.runs.router({
  list: os.runs.list.handler(({ context }) => overviews(context).toReversed()),
  get: os.runs.get.handler(({ context, input }) => {
    const run = overviews(context).find(({ id }) => id === input.id);
    if (run !== undefined) return run;
    throw new RequestError('NOT_FOUND', `There is no run ${input.id}.`, 'Choose one from the list of runs.');
  }),
});

/** Oldest first. */
function overviews({ store }: HostContext): readonly RunOverview[] {
  const tallies = new Map(store.tallies().map((tally) => [tally.runId, tally]));
  return store.runs().map((run) => {
    const tally = tallies.get(run.id);
    return {
      ...run,
      episodes: tally?.finished ?? 0,
      succeeded: tally?.succeeded ?? 0,
      failed: tally?.failed ?? 0,
    };
  });
}
