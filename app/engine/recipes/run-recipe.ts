/**
 * Runs a recipe stage by stage on a scenario. Every stage finds what an earlier, interrupted call has left (episodes, datasets, jobs,
 * models) and goes on from there; at the end the newest model is a registered policy with its held-out results.
 */
import { createHash } from 'node:crypto';
import type { Pack } from '@understudy/scenarios';
import { evaluateHeldout } from '../evaluation/heldout.ts';
import type { Player } from '../flywheel/flywheel.ts';
import type { Observer } from '../flywheel/observer.ts';
import { defaultRunId, runEpisodes, type RunPlan } from '../episodes/run.ts';
import type { OpenTasks } from '../jobs/live.ts';
import { openSplit } from '../packs/load.ts';
import type { PolicyEvaluation } from '../policies/registered.ts';
import { describeGguf, putTrained, type RegisteredPolicy } from '../policies/registry.ts';
import type { TraceStore } from '../store/traces.ts';
import type { Workspace } from '../store/workspace.ts';
import { RecipeError, type Recipe, type RecipeStage } from './recipe.ts';
import { RecipeRecord } from './record.ts';
import { tasksOfShare, type RecipeTasks } from './stages.ts';
import { trainExperts, trainOn, reinforce, type Trained } from './train-stage.ts';

export interface RecipeModel {
  readonly gguf: string;
  /** The Hugging Face folder that training starts from. */
  readonly weights: string;
}

export interface RecipeOptions {
  readonly recipe: Recipe;
  readonly pack: Pack;
  /** The policy's id in the registry, for the record. */
  readonly base: string;
  readonly model: RecipeModel;
  readonly seed: number;
  readonly temperature: number;
  readonly tasks: RecipeTasks;
  readonly threads: number;
  /** What the pack is found by when the run is gone on with. Default: its id. */
  readonly scenario?: string;
  /** The title of the policy that comes of it. Default: the recipe and the scenario. */
  readonly title?: string;
}

export interface RecipeParts {
  readonly workspace: Workspace;
  readonly store: TraceStore;
  readonly python: string;
  /** Opens a GGUF file to play. */
  readonly openModel: (gguf: string) => Promise<Player>;
  /** Serves the training tasks live; absent where nothing can: then a recipe that reinforces is refused before it begins. */
  readonly openTasks?: OpenTasks;
  readonly observer: Observer;
  readonly signal: AbortSignal;
  /** Whether whoever aborts for this reason goes on with it later by itself: the record then stays at work. Default: nobody does. */
  readonly goesOn?: (reason: unknown) => boolean;
}

/** Episodes of one rollout, and who played them. */
export interface Rollout {
  readonly runId: string;
  readonly policyId: string;
  readonly modelHash: string;
}

export interface StageOutcome {
  readonly id: string;
  readonly title: string;
  readonly evaluation: PolicyEvaluation | null;
  /** The jobs it ran, by id. */
  readonly jobs: readonly string[];
}

export interface RecipeOutcome {
  /** Of its record. */
  readonly id: string;
  readonly stages: readonly StageOutcome[];
  /** Null where no stage trained. */
  readonly policy: RegisteredPolicy | null;
}

/** What the stages hand on. */
export interface RecipeState {
  /** Begins the name of everything it makes. */
  readonly id: string;
  readonly record: RecipeRecord;
  model: RecipeModel;
  trained: Trained | null;
  readonly rollouts: Rollout[];
}

/** Rejects with RecipeError, PolicyError, WorkspaceError (empty: nothing was kept), TrainingError or the signal's reason. */
export async function runRecipe(options: RecipeOptions, parts: RecipeParts): Promise<RecipeOutcome> {
  const { recipe } = options;
  if (parts.openTasks === undefined && recipe.stages.some((stage) => stage.do === 'reinforce'))
    throw new RecipeError(
      `The recipe ${recipe.name} learns on live tasks, and nothing here serves them.`,
      'Run it with `understudy recipes run`, or choose another recipe.',
    );
  const { id, record } = await beginRecipe(options, parts.workspace);
  const state: RecipeState = { id, record, model: options.model, trained: null, rollouts: [] };
  const stages: StageOutcome[] = [];
  try {
    for (const stage of recipe.stages) {
      parts.signal.throwIfAborted();
      record.begin(stage.id);
      const { evaluation = null, jobs = [] } = await runStage(stage, state, options, parts);
      record.done(evaluation);
      stages.push({ id: stage.id, title: stage.title, evaluation, jobs });
    }
    const policy = await registered(options, parts, state, stages);
    record.end({ state: 'finished', error: null, policy: policy?.id ?? null });
    return { id, stages, policy };
  } catch (error) {
    const reason: unknown = parts.signal.reason;
    if (!parts.signal.aborted) record.end({ state: 'failed', error: wordsOf(error) });
    else if (parts.goesOn?.(reason) !== true) record.end({ state: 'stopped', error: null });
    throw error;
  }
}

/** Makes the record of a run, or takes it up, before anything is done. */
export async function beginRecipe(
  options: RecipeOptions,
  workspace: Workspace,
): Promise<{ readonly id: string; readonly record: RecipeRecord }> {
  const { recipe, pack, base, seed, temperature, tasks, scenario = pack.id } = options;
  const id = await recipeRunId(options);
  const record = new RecipeRecord(workspace, {
    ...{ id, recipe, base, seed, temperature, tasks, title: titleOf(options) },
    scenario: { id: scenario, title: pack.title },
  });
  return { id, record };
}

function titleOf({ recipe, pack, title }: RecipeOptions): string {
  return title ?? `${recipe.title} on ${pack.title}`;
}

function wordsOf(error: unknown): { readonly message: string; readonly remedy: string } {
  const message = error instanceof Error ? error.message : String(error);
  const remedy = error instanceof Error && 'remedy' in error ? error.remedy : null;
  return { message, remedy: typeof remedy === 'string' ? remedy : 'Go on with it: what was done is kept.' };
}

interface Done {
  readonly evaluation?: PolicyEvaluation;
  readonly jobs?: readonly string[];
}

async function runStage(
  stage: RecipeStage,
  state: RecipeState,
  options: RecipeOptions,
  parts: RecipeParts,
): Promise<Done> {
  switch (stage.do) {
    case 'evaluate':
      return { evaluation: await evaluate(stage, state, options, parts) };
    case 'rollout':
      state.rollouts.push(await rollOut(stage, state, options, parts));
      return {};
    case 'train':
      return handOn(state, await trainOn(stage, state, options, parts));
    case 'experts':
      return handOn(state, await trainExperts(stage, state, options, parts));
    case 'reinforce':
      return handOn(state, await reinforce(stage, state, options, parts));
  }
}

function handOn(state: RecipeState, trained: Trained): Done {
  state.model = trained.model;
  state.trained = trained;
  return { jobs: trained.jobs };
}

async function evaluate(
  stage: Extract<RecipeStage, { do: 'evaluate' }>,
  state: RecipeState,
  { pack, temperature, seed, tasks }: RecipeOptions,
  parts: RecipeParts,
): Promise<PolicyEvaluation> {
  const policy = await parts.openModel(state.model.gguf);
  try {
    // The same tasks with the same users every time, none of them a rollout's.
    const plan = { pack, temperature, samples: stage.samples, seed: seed + 1, tasks: tasks.heldout };
    return await evaluateHeldout(plan, policy, stage.title, parts);
  } finally {
    await policy.close();
  }
}

async function rollOut(
  stage: Extract<RecipeStage, { do: 'rollout' }>,
  state: RecipeState,
  { pack, temperature, seed, tasks: most }: RecipeOptions,
  { openModel, store, observer, signal }: RecipeParts,
): Promise<Rollout> {
  const all = Math.min(most.train ?? pack.tasks.train, pack.tasks.train);
  const wanted = tasksOfShare(stage.share, all);
  const { arena, tasks } = await openSplit(pack, 'train', all, stage.order);
  const policy = await openModel(state.model.gguf);
  try {
    const plan: Omit<RunPlan, 'id'> = {
      ...{ kind: 'rollout', split: 'train', pack, samples: stage.samples },
      tasks: tasks.slice(0, wanted),
      seed: seed + 1000 * (state.rollouts.length + 1),
      settings: { temperature, ...(stage.order === 'turns' ? {} : { curriculum: true }) },
    };
    const runId = defaultRunId(plan, policy.id);
    state.record.note(() => ({ run: runId }));
    const shown = observer.stage(stage.title);
    await runEpisodes(
      { ...plan, id: runId },
      { arena, policy, store },
      signal,
      ({ done, total, succeeded }) => shown.update(done, total, `${String(succeeded)} succeeded`),
    );
    const episodes = store.episodes({ runIds: [runId], statuses: ['finished'] });
    const passed = episodes.filter(({ reward }) => reward?.success === true).length;
    state.record.note(() => ({ episodes: { played: episodes.length, succeeded: passed } }));
    shown.end(`${String(episodes.length)} episodes, ${String(passed)} succeeded`);
    return { runId, policyId: policy.id, modelHash: policy.modelHash };
  } finally {
    await policy.close();
    arena.world.close();
  }
}

async function registered(
  options: RecipeOptions,
  { workspace }: RecipeParts,
  { id, trained }: RecipeState,
  stages: readonly StageOutcome[],
): Promise<RegisteredPolicy | null> {
  const jobId = trained?.jobs.at(-1);
  if (trained === null || jobId === undefined) return null;
  const evaluations = stages.flatMap(({ evaluation }) => (evaluation === null ? [] : [evaluation]));
  const last = stages.at(-1);
  const { recipe, base } = options;
  return putTrained(workspace, id, titleOf(options), {
    kind: 'trained',
    job: { id: jobId, kind: trained.kind },
    recipe: { name: recipe.name, stage: trained.stage },
    dataset: trained.dataset,
    base,
    adaptation: 'full',
    gguf: await describeGguf(trained.model.gguf),
    weights: trained.model.weights,
    heldout: {
      before: evaluations.at(0) ?? null,
      after: evaluations.length > 1 ? (last?.evaluation ?? null) : null,
    },
  });
}

/** The recipe's name and eight hex digits over everything that changes a result: an interrupted run finds its parts by it. */
export async function recipeRunId({
  recipe,
  pack,
  model,
  seed,
  temperature,
  tasks,
}: Pick<RecipeOptions, 'recipe' | 'pack' | 'model' | 'seed' | 'temperature' | 'tasks'>): Promise<string> {
  const { sha256 } = await describeGguf(model.gguf);
  const asked = JSON.stringify({ recipe, pack, seed, temperature, tasks, sha256 });
  return `${recipe.name}-${createHash('sha256').update(asked).digest('hex').slice(0, 8)}`;
}
