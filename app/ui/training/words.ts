/** Training in plain words: kinds of jobs, their states, their metrics. */
import { count } from '../parts/format.ts';
import type { JobLine, JobStatus } from '@understudy/host/contract';

const kinds: Readonly<Record<string, string>> = {
  sft: 'Learns from the best',
  dpo: 'Learns to prefer the better of two',
  kto: 'Learns from good and bad',
  grpo: 'Learns by doing',
  pretrain: 'Learns a language from nothing',
  reward: 'Learns to judge answers',
  merge: 'Makes one model of several',
  export_gguf: 'Makes a model file that can play',
  eval: 'Measures a model',
  sweep: 'Tries several settings',
};

export function kindWords(kind: string): string {
  return kinds[kind] ?? kind;
}

const states = {
  queued: { word: 'Not started', className: undefined },
  running: { word: 'At work', className: undefined },
  finished: { word: 'Finished', className: 'us-good' },
  failed: { word: 'Failed', className: 'us-bad' },
  cancelled: { word: 'Stopped and saved', className: 'us-warn' },
  interrupted: { word: 'Broke off', className: 'us-warn' },
} as const;

export function stateLook(status: JobStatus): {
  readonly word: string;
  readonly className: string | undefined;
} {
  return states[status];
}

/** Whether a job in this state can go on from what it saved. */
export function canGoOn(status: JobStatus): boolean {
  return status === 'cancelled' || status === 'interrupted' || status === 'failed';
}

/** `step 12 of 300, 4 min left`; empty before there is any. */
export function progressWords({ progress, status }: Pick<JobLine, 'progress' | 'status'>): string {
  if (progress === null) return '';
  const { step, total, etaSeconds } = progress;
  const far = `step ${count(step)} of ${count(total)}`;
  return status === 'running' && etaSeconds !== null && step < total
    ? `${far}, ${timeLeft(etaSeconds)}`
    : far;
}

export function timeLeft(seconds: number): string {
  if (seconds < 90) return `${String(Math.max(1, Math.ceil(seconds)))} s left`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return `${String(minutes)} min left`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min left`;
}

/** `about 4 min`, `30 s to 4 min`, `up to 2 h`: seconds of a plan, no finer than they are known. */
export function rangeWords({ low, high }: { readonly low: number; readonly high: number }): string {
  if (low === 0) return `up to ${rough(high)}`;
  return rough(low) === rough(high) ? `about ${rough(low)}` : `${rough(low)} to ${rough(high)}`;
}

function rough(seconds: number): string {
  if (seconds < 90) return `${String(Math.max(1, Math.round(seconds)))} s`;
  if (seconds < 5400) return `${String(Math.round(seconds / 60))} min`;
  return `${(seconds / 3600).toFixed(seconds < 36_000 ? 1 : 0)} h`;
}

interface MetricWords {
  readonly title: string;
  /** What it is and where it should go. */
  readonly hint: string;
}

/** In the order in which they are shown. */
const metrics: Readonly<Record<string, MetricWords>> = {
  loss: { title: 'Loss', hint: 'How far off its answers are. It should fall, fast at first.' },
  eval_loss: {
    title: 'Loss on rows it does not learn from',
    hint: 'If it rises while the other falls, rows are learned by heart.',
  },
  reward: { title: 'Reward', hint: 'What its own episodes earn. It should rise.' },
  success: { title: 'Success', hint: 'The share of its own episodes that pass.' },
  'rewards/accuracies': {
    title: 'Told apart',
    hint: 'The share of pairs in which it prefers the better one. From 0 towards 1.',
  },
  'rewards/margins': {
    title: 'Margin',
    hint: 'How clearly it prefers the better one. It should grow slowly.',
  },
  'logps/chosen': {
    title: 'Good answers',
    hint: 'How likely they are. If it falls far, they are being forgotten too.',
  },
  'logps/rejected': { title: 'Bad answers', hint: 'How likely they are. It should fall.' },
  accuracy: {
    title: 'Judged right',
    hint: 'The share of rows that it grades as people did. It should rise.',
  },
  eval_accuracy: {
    title: 'Judged right, on rows it does not learn from',
    hint: 'What counts. Read it with its interval: few rows say little.',
  },
  kl: { title: 'Distance from the start', hint: 'How far it has moved in general. A jump is a warning.' },
  entropy: {
    title: 'Entropy',
    hint: 'How much it still tries different words. Near 0 it tries nothing new.',
  },
  frac_reward_zero_std: {
    title: 'Tasks that teach nothing',
    hint: 'The share in which every try earned the same. Near 1 it learns nothing.',
  },
  grad_norm: { title: 'Gradient', hint: 'The size of a correction. A spike once is harmless.' },
  lr: { title: 'Learning rate', hint: 'How large its steps are: up at first, then slowly down.' },
  completion_tokens: { title: 'Length', hint: 'Tokens it writes in an episode.' },
  turns: { title: 'Turns', hint: 'How often it speaks in an episode.' },
  truncated: { title: 'Cut short', hint: 'The share of episodes that ran into a limit.' },
  tokens_per_s: { title: 'Speed', hint: 'Tokens a second.' },
};
const order = Object.keys(metrics);
/** They count, and say nothing of how it learns. */
const unshown = new Set(['epoch', 'groups', 'episodes', 'update_s']);

export function metricWords(name: string): MetricWords {
  return metrics[name] ?? { title: name.replaceAll(/[_/]/g, ' '), hint: '' };
}

/** The metrics worth a chart, those that say most first. */
export function inOrder(names: readonly string[]): readonly string[] {
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return names
    .filter((name) => !unshown.has(name))
    .toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Up to four significant digits, and never `-0`. */
export function short(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2).replace(/\.?0+e/, 'e');
  return size >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}

/** Why the trainer leaves a row out, as it names the reasons. */
const drops: Readonly<Record<string, string>> = {
  overlong: 'too long',
  nothing_supervised: 'nothing in them to learn',
  control_token_in_text: 'text that spells a control token',
  identical_answers: 'both answers alike',
  prompt_not_a_prefix: 'the answer does not follow the prompt',
};

export function dropWords(reason: string): string {
  return drops[reason] ?? reason.replaceAll('_', ' ');
}
