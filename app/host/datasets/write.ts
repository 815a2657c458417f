/** Writes what a selection keeps, as a piece of work that can be seen in the tray. */
import { toolSpec } from '@understudy/kernel';
import {
  datasetFolder,
  listDatasets,
  pairSpecSchema,
  writeDataset,
  type SelectionSpec,
} from '@understudy/engine';
import { systems } from '@understudy/scenarios';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import { countsOf, selectFrom } from './candidates.ts';
import { modelOf } from './views.ts';

export interface WriteWanted {
  readonly runs: readonly string[];
  readonly spec: Partial<SelectionSpec>;
  readonly name: string;
  readonly pairs: number | null;
  readonly kto: boolean;
  readonly reviews: boolean;
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,60}$/;

/** Resolves when it is written. */
export async function writeChosen(
  context: HostContext,
  { runs, spec, name, pairs, kto, reviews }: WriteWanted,
): Promise<{ readonly folder: string; readonly existed: boolean }> {
  if (!NAME.test(name))
    throw new RequestError(
      'BAD_REQUEST',
      `"${name}" cannot be the name of a dataset.`,
      'Use 1 to 61 of a-z 0-9 . _ - and begin with a letter or a digit.',
    );
  const { workspace, store, works, changes } = context;
  const written = Promise.withResolvers<{ readonly folder: string; readonly existed: boolean }>();
  works.start({
    kind: 'dataset',
    title: `Writing the dataset ${name}`,
    run: (_signal, report) => {
      try {
        const selected = selectFrom(store, runs, spec);
        const { policies, scenarios } = countsOf(store, selected);
        report.stage(`Writing ${String(selected.result.kept.length)} episodes`);
        const before = new Set(listDatasets(workspace).map((one) => datasetFolder(workspace, one)));
        const manifest = writeDataset(workspace, store, selected.result, {
          name,
          scenario: scenarios.join(', '),
          policies,
          modelHash: onlyModel(context, selected.result.kept, policies),
          tools: [...systems.values()].flatMap((system) => system.tools.map(toolSpec)),
          preferences: {
            ...(pairs === null ? {} : { pairs: pairSpecSchema.parse({ margin: pairs }) }),
            ...(kto ? { kto: true as const } : {}),
            ...(reviews ? { labels: 'reviews' as const } : {}),
          },
        });
        const place = datasetFolder(workspace, manifest);
        const folder = basename(place);
        report.link(`/datasets/${folder}`);
        changes.announce('datasets', folder);
        written.resolve({ folder, existed: before.has(place) && existsSync(place) });
        return Promise.resolve(`${String(manifest.counts.episodes)} episodes are in ${folder}.`);
      } catch (error) {
        written.reject(error);
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  return written.promise;
}

/** The model that played all of it; null where there were several, or none that is known. */
function onlyModel(
  { store }: HostContext,
  kept: readonly { readonly episodeId: string }[],
  policies: readonly string[],
): string | null {
  const [first] = kept;
  return policies.length !== 1 || first === undefined ? null : modelOf(store.events(first.episodeId));
}
