/** What there is to choose from when something is to be trained. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  allPacks,
  judgeComponents,
  listDatasets,
  listPolicies,
  type RegisteredPolicy,
  type Workspace,
} from '@understudy/engine';
import type { HostContext } from '../context.ts';
import type { TrainingChoices } from '../contract/training.ts';

export function choicesFor({ workspace }: HostContext): TrainingChoices {
  const policies = listPolicies(workspace).filter(({ state }) => state === 'ready');
  const trainable = policies.filter(({ weights }) => weights !== null);
  return {
    datasets: listDatasets(workspace)
      .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
      .map(({ name, version, scenario, counts }) => ({
        ...{ folder: `${name}-${version}`, name, version, scenario },
        episodes: counts.episodes,
        tokens: counts.tokenRows,
        pairs: counts.pairs ?? 0,
        kto: counts.kto ?? 0,
        labels: counts.labels ?? 0,
      })),
    bases: trainable.map(({ id, title, source }) => ({
      ...{ id, title },
      parameters: source.kind === 'gguf' || source.kind === 'trained' ? source.gguf.parameters : null,
    })),
    withoutWeights: policies.length - trainable.length,
    measurable: measurable(workspace),
    mergeable: policies.flatMap((policy) => {
      const part = mergePart(workspace, policy);
      return part === null ? [] : [{ id: policy.id, title: policy.title, adapter: part.adapter }];
    }),
  };
}

/** Scenarios whose rewards no model has to be asked for. */
export function measurable(workspace: Workspace): TrainingChoices['measurable'] {
  return allPacks(workspace)
    .filter((pack) => judgeComponents(pack).length === 0)
    .map(({ id, title, tasks }) => ({ id, title, train: tasks.train, heldout: tasks.heldout }));
}

/** The folder of a policy that a merge takes: its weights, or the adapter that was all that was kept. Null where there is neither. */
export function mergePart(
  workspace: Pick<Workspace, 'jobs'>,
  { source, weights }: RegisteredPolicy,
): { readonly path: string; readonly adapter: boolean } | null {
  if (weights !== null) return { path: weights, adapter: false };
  if (source.kind !== 'trained' || source.adaptation !== 'adapter') return null;
  const path = join(workspace.jobs, source.job.id, 'out', 'adapter');
  return existsSync(path) ? { path, adapter: true } : null;
}
