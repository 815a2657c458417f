/** The contract's `home` area: how much there is at each station of the loop, what its last turns brought, and one more turn. */
import {
  allPacks,
  countJobs,
  listDatasets,
  listPolicies,
  type TraceStore,
  type Workspace,
} from '@understudy/engine';
import { os } from '../context.ts';
import type { LoopCounts } from '../contract/home.ts';
import { readReports } from './reports.ts';
import { turnLoop } from './turn.ts';

export const home = os.home.router({
  counts: os.home.counts.handler(({ context }) => countAll(context)),
  reports: os.home.reports.handler(({ context }) => readReports(context.workspace)),
  turn: os.home.turn.handler(({ context, input }) => turnLoop(context, input.scenario, input.size)),
});

function countAll({
  workspace,
  store,
}: {
  readonly workspace: Workspace;
  readonly store: TraceStore;
}): LoopCounts {
  const datasets = listDatasets(workspace);
  const packs = allPacks(workspace);
  const tallies = store.tallies();
  return {
    packs: packs.length,
    tasks: packs.reduce((sum, pack) => sum + pack.tasks.train + pack.tasks.heldout, 0),
    runs: tallies.length,
    episodes: tallies.reduce((sum, tally) => sum + tally.finished, 0),
    succeeded: tallies.reduce((sum, tally) => sum + tally.succeeded, 0),
    datasets: datasets.length,
    rows: datasets.reduce((sum, dataset) => sum + dataset.counts.episodes, 0),
    jobs: countJobs(workspace),
    policies: listPolicies(workspace).length,
    evaluation: lastEvaluation(store),
  };
}

function lastEvaluation(store: TraceStore): LoopCounts['evaluation'] {
  for (const { id, kind } of store.runs().toReversed()) {
    if (kind !== 'evaluation') continue;
    const { passed, judged } = store.count({ runs: [id] });
    if (judged > 0) return { run: id, passed, judged };
  }
  return null;
}
