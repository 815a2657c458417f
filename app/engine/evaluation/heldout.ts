/** A policy's held-out evaluation: the tasks nobody trained on, played and summed up. What was played before is not played again. */
import type { Pack } from '@understudy/scenarios';
import { defaultRunId, runEpisodes, type RunPlan } from '../episodes/run.ts';
import type { Observer } from '../flywheel/observer.ts';
import { openSplit } from '../packs/load.ts';
import type { Policy } from '../policies/policy.ts';
import type { PolicyEvaluation } from '../policies/registered.ts';
import type { TraceStore } from '../store/traces.ts';
import { summarize } from './summary.ts';

export interface HeldoutPlan {
  readonly pack: Pack;
  /** Null: as many as the pack declares. */
  readonly tasks: number | null;
  /** Episodes per task. */
  readonly samples: number;
  /** The same seed plays the same tasks with the same users, whoever plays. */
  readonly seed: number;
  /** For the record: the policy was opened with it. */
  readonly temperature: number;
}

export interface EvaluationParts {
  readonly store: TraceStore;
  readonly observer: Observer;
  readonly signal: AbortSignal;
}

/** Rejects as runEpisodes does. */
export async function evaluateHeldout(
  plan: HeldoutPlan,
  policy: Policy,
  title: string,
  { store, observer, signal }: EvaluationParts,
): Promise<PolicyEvaluation> {
  const { pack, samples, seed, temperature } = plan;
  const { arena, tasks } = await openSplit(pack, 'heldout', plan.tasks ?? undefined);
  try {
    const asked: Omit<RunPlan, 'id'> = {
      kind: 'evaluation',
      split: 'heldout',
      settings: { temperature },
      ...{ pack, tasks, samples, seed },
    };
    const id = defaultRunId(asked, policy.id);
    const stage = observer.stage(title);
    await runEpisodes({ ...asked, id }, { arena, policy, store }, signal, ({ done, total, succeeded }) =>
      stage.update(done, total, `${String(succeeded)} succeeded`),
    );
    const { episodes, success, passHat4 } = summarize(store.episodes({ runIds: [id] }));
    const said = success === null ? 'none judged' : `${(100 * success.rate).toFixed(1)}% succeeded`;
    stage.end(`${String(episodes)} episodes, ${said}`);
    const at = new Date().toISOString();
    return {
      runId: id,
      scenario: pack.id,
      tasks: tasks.length,
      samples,
      seed,
      temperature,
      success,
      passHat4,
      at,
    };
  } finally {
    arena.world.close();
  }
}
