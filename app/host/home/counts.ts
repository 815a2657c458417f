/** The contract's `home` area: how much there is at each station of the loop. */
import { readdirSync } from 'node:fs';
import { listDatasets } from '@understudy/engine';
import { builtInPacks } from '@understudy/scenarios';
import { os } from '../context.ts';

export const home = os.home.router({
  counts: os.home.counts.handler(({ context: { workspace, store } }) => {
    const datasets = listDatasets(workspace);
    const tallies = store.tallies();
    return {
      packs: builtInPacks.length,
      tasks: builtInPacks.reduce((sum, pack) => sum + pack.tasks.train + pack.tasks.heldout, 0),
      runs: tallies.length,
      episodes: tallies.reduce((sum, tally) => sum + tally.finished, 0),
      succeeded: tallies.reduce((sum, tally) => sum + tally.succeeded, 0),
      datasets: datasets.length,
      rows: datasets.reduce((sum, dataset) => sum + dataset.counts.episodes, 0),
      jobs: readdirSync(workspace.jobs, { withFileTypes: true }).filter((entry) => entry.isDirectory())
        .length,
      policies: new Set(store.runs().map((run) => run.policyId)).size,
    };
  }),
});
