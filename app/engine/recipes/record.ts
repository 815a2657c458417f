/**
 * What a run of a recipe was asked, how far it is and what came of each stage: `<workspace>/recipes/ID.json`, written by runRecipe as it
 * goes, whoever called it. A record that says `running` where nobody runs it was left by a process that is gone.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { evaluationSchema } from '../policies/registered.ts';
import { guard, WorkspaceError } from '../store/errors.ts';
import { writeWhole } from '../store/whole.ts';
import type { Workspace } from '../store/workspace.ts';
import { recipeSchema } from './recipe.ts';

type Place = Pick<Workspace, 'folder'>;

const count = z.int().nonnegative();

const stageSchema = z.strictObject({
  id: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'stopped', 'failed']),
  /** ISO 8601, of the first time. */
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  /** The run that it played. */
  run: z.string().nullable(),
  episodes: z.strictObject({ played: count, succeeded: count }).nullable(),
  /** The datasets it made, with what the selection looked at and why it left episodes out. */
  datasets: z.array(
    z.strictObject({
      folder: z.string(),
      kept: count,
      considered: count,
      dropped: z.record(z.string(), count),
    }),
  ),
  /** In the order in which they were begun; those that make model files are not among them. */
  jobs: z.array(z.string()),
  evaluation: evaluationSchema.nullable(),
});

const runSchema = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  /** The title of the policy that comes of it. */
  title: z.string(),
  createdAt: z.iso.datetime(),
  recipe: recipeSchema,
  /** What the scenario is found by, and its title then. */
  scenario: z.strictObject({ id: z.string(), title: z.string() }),
  base: z.string(),
  seed: count,
  temperature: z.number(),
  tasks: z.strictObject({ train: count.nullable(), heldout: count.nullable() }),
  state: z.enum(['running', 'finished', 'stopped', 'failed']),
  error: z.strictObject({ message: z.string(), remedy: z.string() }).nullable(),
  stages: z.array(stageSchema),
  /** The id of the registered policy, once there is one. */
  policy: z.string().nullable(),
});

export type RecipeRun = Readonly<z.infer<typeof runSchema>>;
export type RecipeRunStage = Readonly<RecipeRun['stages'][number]>;

const named = /^[a-z0-9][a-z0-9-]{0,80}$/;

/** The newest first. A file that does not read is passed over. */
export function listRecipeRuns(workspace: Place): readonly RecipeRun[] {
  const folder = folderOf(workspace);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => read(join(folder, name)) ?? [])
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id));
}

/** Null where there is none of this id. */
export function findRecipeRun(workspace: Place, id: string): RecipeRun | null {
  return named.test(id) ? read(fileOf(workspace, id)) : null;
}

/** Throws WorkspaceError `not_found`. */
export function readRecipeRun(workspace: Place, id: string): RecipeRun {
  const found = findRecipeRun(workspace, id);
  if (found !== null) return found;
  throw new WorkspaceError('not_found', `No recipe "${id}" was run in ${workspace.folder}.`, {
    remedy: 'Choose one from the list of trainings.',
  });
}

/** Writes the record as its run goes on. Throws WorkspaceError where it cannot be written. */
export class RecipeRecord {
  readonly #workspace: Place;
  #run: RecipeRun;
  #stage = '';

  /** @param asked for a run that was begun before, what came of its stages is kept */
  constructor(
    workspace: Place,
    asked: Omit<RecipeRun, 'v' | 'createdAt' | 'state' | 'error' | 'stages' | 'policy'>,
  ) {
    const before = findRecipeRun(workspace, asked.id);
    this.#workspace = workspace;
    this.#run = {
      v: 1,
      ...asked,
      createdAt: before?.createdAt ?? now(),
      state: 'running',
      error: null,
      stages: asked.recipe.stages.map(
        ({ id }) => before?.stages.find((stage) => stage.id === id) ?? waiting(id),
      ),
      policy: before?.policy ?? null,
    };
    this.#write();
  }

  begin(stage: string): void {
    this.#stage = stage;
    this.note(({ startedAt }) => ({ state: 'running', startedAt: startedAt ?? now() }));
  }

  /** What is known by now of the stage at work. */
  note(change: (stage: RecipeRunStage) => Partial<RecipeRunStage>): void {
    const stages = this.#run.stages.map((stage) =>
      stage.id === this.#stage ? { ...stage, ...change(stage) } : stage,
    );
    this.#run = { ...this.#run, stages };
    this.#write();
  }

  done(evaluation: RecipeRunStage['evaluation']): void {
    this.note(({ endedAt }) => ({ state: 'done', evaluation, endedAt: endedAt ?? now() }));
  }

  /** The run ended: well, with the policy it made, or before its end. */
  end(ending: Pick<RecipeRun, 'state' | 'error'> & { readonly policy?: string | null }): void {
    const { state } = ending;
    if (state === 'stopped' || state === 'failed')
      this.note((stage) => (stage.state === 'running' ? { state } : {}));
    this.#run = { ...this.#run, ...ending, policy: ending.policy ?? this.#run.policy };
    this.#write();
  }

  #write(): void {
    const folder = folderOf(this.#workspace);
    guard(folder, () => {
      mkdirSync(folder, { recursive: true });
      writeWhole(
        fileOf(this.#workspace, this.#run.id),
        `${JSON.stringify(runSchema.parse(this.#run), null, 2)}\n`,
      );
    });
  }
}

function waiting(id: string): RecipeRunStage {
  return {
    ...{ id, state: 'waiting', startedAt: null, endedAt: null, run: null, episodes: null },
    ...{ datasets: [], jobs: [], evaluation: null },
  };
}

function now(): string {
  return new Date().toISOString();
}

function read(file: string): RecipeRun | null {
  try {
    return runSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function folderOf({ folder }: Place): string {
  return join(folder, 'recipes');
}

function fileOf(workspace: Place, id: string): string {
  return join(folderOf(workspace), `${id}.json`);
}
