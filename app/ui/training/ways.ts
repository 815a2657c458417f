/** Ways to train in plain words, and what is sensible to begin with. */
import type {
  DatasetChoice,
  RecipeCard,
  RecipeLine,
  TrainingBase,
  TrainingDataset,
} from '@understudy/host/contract';
import { count } from '../parts/format.ts';

export const methods = [
  {
    value: 'sft',
    label: 'Learn from the best',
    hint: 'It imitates the episodes of a dataset. Begin with this.',
  },
  {
    value: 'dpo',
    label: 'Prefer the better of two',
    hint: 'It sees a good and a bad try of the same task, and learns the difference. After the first, not instead of it.',
  },
  {
    value: 'kto',
    label: 'Learn from good and bad',
    hint: 'It learns from each episode whether it was good or bad. Where there are too few pairs.',
  },
  {
    value: 'grpo',
    label: 'Learn by doing',
    hint: 'It plays live tasks while it learns, and does more of what went well. Takes the longest; for a model that succeeds sometimes.',
  },
  {
    value: 'reward',
    label: 'Learn to judge',
    hint: 'It learns to grade answers as people graded them. What comes of it judges, and does not play.',
  },
  {
    value: 'merge',
    label: 'Make one of several',
    hint: 'It adds up what several policies have learned. It needs no data and little time.',
  },
] as const;

export type Method = (typeof methods)[number]['value'];
export type DatasetMethod = DatasetChoice['method'];

/** Why the dataset cannot teach this way; null where it can. */
export function missingFor(method: DatasetMethod, dataset: TrainingDataset): string | null {
  if (method === 'dpo' && dataset.pairs === 0) return 'This dataset was written without pairs.';
  if (method === 'kto' && dataset.kto === 0) return 'This dataset was written without good and bad labels.';
  if (method === 'reward' && dataset.pairs === 0 && dataset.labels === 0)
    return 'This dataset was written without pairs or grades. Review some episodes, then write one with what reviewers said.';
  return null;
}

/** Weights of so few parameters stand large steps, and need them. */
const SMALL = 50e6;

function isSmall(base: TrainingBase | undefined): boolean {
  return base === undefined || base.parameters === null || base.parameters < SMALL;
}

/** Where to begin: what was measured for the embedded model (docs/train.md), and usual values for larger ones. */
export function usualSettings(
  method: DatasetMethod,
  base: TrainingBase | undefined,
  adapter: boolean,
): Pick<DatasetChoice, 'lr' | 'epochs' | 'batchTokens'> {
  const small = isSmall(base);
  const batchTokens = 8192;
  if (method === 'sft')
    return { lr: small ? 1e-3 : adapter ? 2e-4 : 2e-5, epochs: small ? 4 : 2, batchTokens };
  if (method === 'reward') return { lr: small ? 1e-4 : adapter ? 1e-4 : 1e-5, epochs: 2, batchTokens };
  return { lr: small ? 5e-5 : adapter ? 2e-5 : 5e-6, epochs: small ? 2 : 1, batchTokens };
}

/** The learning rate of learning by doing (docs/train.md). */
export function usualRate(base: TrainingBase | undefined, adapter: boolean): number {
  if (isSmall(base)) return 2e-4;
  return adapter ? 1e-5 : 1e-6;
}

/** Two are named after their papers: those who know them look for the names. */
export const losses = [
  { value: 'dapo', label: 'The usual way (DAPO)' },
  { value: 'dr_grpo', label: 'Long and short answers alike (Dr. GRPO)' },
  { value: 'gspo', label: 'Steadier, for large models (GSPO)' },
] as const;

export const processes = [
  { value: 'none', label: 'Nothing: only the end counts' },
  { value: 'penalties', label: 'Less for needless or refused steps' },
  { value: 'shaped', label: 'More for progress' },
  { value: 'both', label: 'Both' },
] as const;

export const mergeWays = [
  { value: 'linear', label: 'The mean', hint: 'Adds up what each has changed, in equal shares.' },
  {
    value: 'ties',
    label: 'Largest changes, majority decides (TIES)',
    hint: 'Keeps the largest changes of each; where they disagree, the majority wins.',
  },
  {
    value: 'dare_linear',
    label: 'Some changes at random (DARE)',
    hint: 'Leaves changes out at random and scales up the rest, then adds them up.',
  },
  {
    value: 'dare_ties',
    label: 'Some at random, majority decides',
    hint: 'Leaves changes out at random; where the rest disagree, the majority wins.',
  },
  {
    value: 'svd',
    label: 'Small again, for adapters (SVD)',
    hint: 'Keeps a merged adapter as small as the largest of them.',
  },
] as const;

export type Size = 'small' | 'medium' | 'all';

export const sizes: readonly { readonly value: Size; readonly label: string }[] = [
  { value: 'small', label: 'Small' },
  { value: 'medium', label: 'Medium' },
  { value: 'all', label: 'All tasks' },
];

interface Counts {
  readonly train: number;
  readonly heldout: number;
}

/** How many tasks a size takes of a scenario. Medium is the flywheel's quick size. */
export function tasksOf(size: Size, pack: Counts): Counts {
  const most = { small: { train: 24, heldout: 20 }, medium: { train: 66, heldout: 55 }, all: pack }[size];
  return { train: Math.min(most.train, pack.train), heldout: Math.min(most.heldout, pack.heldout) };
}

/** The size that these are, the largest where several are; null for numbers of one's own. */
export function sizeOf(tasks: Counts, pack: Counts): Size | null {
  const found = sizes.findLast(({ value }) => {
    const { train, heldout } = tasksOf(value, pack);
    return train === tasks.train && heldout === tasks.heldout;
  });
  return found?.value ?? null;
}

/** What a recipe costs, whatever the scenario. */
export function costWords({ tries, trainings, measurements, live }: RecipeCard): string {
  const times = (number: number, word: string): string =>
    `${count(number)} ${word}${number === 1 ? '' : 's'}`;
  const tried = `${tries === 1 ? '1 try' : `${count(Math.round(tries))} tries`} a task${live ? ' and more while it learns' : ''}`;
  return [tried, times(trainings, 'training'), times(measurements, 'measurement')].join(' · ');
}

/** Whole sentences, one or two of them. */
export function firstSentences(text: string): string {
  const end = text.indexOf('. ', 40);
  return end === -1 ? text : text.slice(0, end + 1);
}

export const recipeStateWords: Readonly<Record<RecipeLine['state'], string>> = {
  running: 'At work',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
};
