/**
 * A recipe: stages of training in an order, with words for someone who knows no reinforcement learning. A plain JSON file in
 * `trainer/recipes/`; one of a person's own is named by its path. Untrusted: parsed here, and nothing in it runs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { pairSpecSchema } from '../datasets/pairs.ts';
import { installation } from '../installation.ts';
import { selectionSpecSchema } from '../selection/spec.ts';

const words = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'an id is a-z 0-9 - and begins with a letter or a digit'),
  title: z.string().min(1).max(120),
  /** What happens in it and why, in plain words. */
  explanation: z.string().min(1).max(1000),
};

/** By the trainer's names (trainer/README.md); the trainer checks them. */
const hparams = z.record(z.string(), z.json()).default({});

const stageSchema = z.discriminatedUnion('do', [
  z.strictObject({
    ...words,
    do: z.literal('evaluate'),
    /** Episodes per held-out task. */
    samples: z.int().min(1).max(64).default(4),
  }),
  z.strictObject({
    ...words,
    do: z.literal('rollout'),
    /** Episodes per training task. */
    samples: z.int().min(2).max(256).default(8),
    /** The share of the pack's training tasks that is played, the first ones of the order. */
    share: z.number().gt(0).max(1).default(1),
    order: z.enum(['turns', 'curriculum']).default('turns'),
  }),
  z.strictObject({
    ...words,
    do: z.literal('train'),
    kind: z.enum(['sft', 'dpo']),
    /** From the first model, or from the newest one. */
    from: z.enum(['base', 'newest']),
    /** Which rollouts it learns from. */
    rollouts: z.enum(['all', 'last']),
    selection: selectionSpecSchema.prefault({}),
    /** For dpo: which episodes make a pair. */
    pairs: pairSpecSchema.prefault({}),
    hparams,
  }),
  z.strictObject({
    ...words,
    do: z.literal('experts'),
    /** Families are dealt to so many experts, each trained alone, then merged. */
    count: z.int().min(2).max(32),
    selection: selectionSpecSchema.prefault({}),
    hparams,
    merge: hparams,
  }),
  z.strictObject({
    ...words,
    do: z.literal('reinforce'),
    /** The job's `rl` section without the server's address. */
    rl: hparams,
    hparams,
  }),
]);

/** A whole recipe; its stages are checked against each other. */
export const recipeSchema = z
  .strictObject({
    v: z.literal(1),
    name: words.id,
    title: words.title,
    explanation: words.explanation,
    whenToUse: z.string().min(1).max(1000),
    /** What to look at while it runs, and what it would mean. */
    watch: z.array(z.string().min(1).max(500)).min(1),
    /** Papers it follows. */
    sources: z.array(z.string()).default([]),
    stages: z.array(stageSchema).min(1).max(50),
  })
  .superRefine((recipe, context) => {
    const ids = new Set<string>();
    let played = false;
    for (const [index, stage] of recipe.stages.entries()) {
      const say = (message: string): void =>
        context.addIssue({ code: 'custom', message, path: ['stages', index, 'id'] });
      if (ids.has(stage.id)) say(`there is another stage ${stage.id}`);
      ids.add(stage.id);
      if ((stage.do === 'train' || stage.do === 'experts') && !played) say('a rollout has to come before it');
      played ||= stage.do === 'rollout';
    }
  });

export type Recipe = Readonly<z.infer<typeof recipeSchema>>;
export type RecipeStage = Recipe['stages'][number];

/** A recipe that cannot be read or run. */
export class RecipeError extends Error {
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'RecipeError';
    this.remedy = remedy;
  }
}

/** Where the recipes that come with Understudy are. */
export const recipesFolder = join(installation.root, 'trainer', 'recipes');

/** The recipes of a folder, by name. Throws RecipeError for a file that is none. */
export function listRecipes(folder: string = recipesFolder): readonly Recipe[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.toSorted().map((name) => readRecipe(join(folder, name)));
}

/** One that comes with Understudy by its name, or the one in a `.json` file. Throws RecipeError naming the place and the remedy. */
export function loadRecipe(nameOrFile: string): Recipe {
  if (nameOrFile.endsWith('.json')) return readRecipe(nameOrFile);
  const known = listRecipes();
  const found = known.find(({ name }) => name === nameOrFile);
  if (found !== undefined) return found;
  throw new RecipeError(
    `There is no recipe "${nameOrFile}".`,
    `There are: ${known.map(({ name }) => name).join(', ')}. One of your own is named by its .json file.`,
  );
}

function readRecipe(file: string): Recipe {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RecipeError(`${file} cannot be read as a recipe: ${why}`, 'Check the path and the syntax.');
  }
  const parsed = recipeSchema.safeParse(document);
  if (!parsed.success)
    throw new RecipeError(`${file} is no recipe: ${z.prettifyError(parsed.error)}`, 'Correct it there.');
  const expected = basename(file, '.json');
  if (parsed.data.name === expected) return parsed.data;
  throw new RecipeError(
    `${file} says its name is ${parsed.data.name}.`,
    'Give the file and the recipe one name.',
  );
}
