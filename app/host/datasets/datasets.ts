/** The contract's `datasets` area. */
import { packTitles, rejectionFineTuning, surveyDatasets } from '@understudy/engine';
import type { SourceRun } from '../contract/datasets.ts';
import { os, type HostContext } from '../context.ts';
import { chosenOf, countsOf, selectFrom } from './candidates.ts';
import { downloadOf, exportTo, nameOfExport } from './export.ts';
import { checkOf, diffOf, lines, pageOf, rowsOf, rowView } from './stored.ts';
import { previewOf } from './views.ts';
import { writeChosen } from './write.ts';

export const datasets = os.datasets.router({
  list: os.datasets.list.handler(({ context }) => lines(context.workspace)),
  damaged: os.datasets.damaged.handler(({ context }) => surveyDatasets(context.workspace).damaged),
  sources: os.datasets.sources.handler(({ context }) => ({
    runs: sourcesOf(context),
    defaults: rejectionFineTuning,
  })),
  count: os.datasets.count.handler(({ context: { store }, input }) =>
    countsOf(store, selectFrom(store, input.runs, input.spec)),
  ),
  chosen: os.datasets.chosen.handler(({ context: { store }, input: { runs, spec, which, ...page } }) =>
    chosenOf(selectFrom(store, runs, spec), which, page),
  ),
  preview: os.datasets.preview.handler(({ context: { workspace, store }, input }) =>
    previewOf(workspace, store, input.episode),
  ),
  write: os.datasets.write.handler(({ context, input }) => writeChosen(context, input)),
  get: os.datasets.get.handler(({ context, input }) => pageOf(context.workspace, input.folder)),
  rows: os.datasets.rows.handler(({ context, input: { folder, ...page } }) =>
    rowsOf(context.workspace, folder, page),
  ),
  row: os.datasets.row.handler(({ context, input }) => rowView(context.workspace, input.folder, input.row)),
  diff: os.datasets.diff.handler(({ context, input }) => diffOf(context.workspace, input.folder, input.to)),
  verify: os.datasets.verify.handler(({ context, input }) => checkOf(context.workspace, input.folder)),
  export: os.datasets.export.handler(({ context, input }) =>
    exportTo(context, input.folder, input.format, input.to),
  ),
  exportName: os.datasets.exportName.handler(({ context, input }) => ({
    name: nameOfExport(context, input.folder, input.format),
  })),
  download: os.datasets.download.handler(({ context, input }) => downloadOf(context, input.name)),
});

/** Runs that hold something, newest first. */
function sourcesOf({ workspace, store }: HostContext): readonly SourceRun[] {
  const tallies = new Map(store.tallies().map((tally) => [tally.runId, tally]));
  const titles = packTitles(workspace);
  return store
    .runs()
    .toReversed()
    .flatMap(({ id, scenario, policyId, kind, createdAt }) => {
      const { finished = 0, succeeded = 0 } = tallies.get(id) ?? {};
      if (finished === 0) return [];
      return [
        {
          ...{ id, scenario, policyId, kind, createdAt },
          title: titles.get(scenario) ?? scenario,
          episodes: finished,
          passed: succeeded,
          refused: isHeldOut(store, id)
            ? 'Held-out tasks are only for measuring: nothing of them is ever learned from.'
            : null,
        },
      ];
    });
}

/** A run plays tasks of one split: its first episode tells. */
function isHeldOut(store: HostContext['store'], runId: string): boolean {
  return store.find({ runs: [runId] }, { offset: 0, limit: 1 })[0]?.split === 'heldout';
}
