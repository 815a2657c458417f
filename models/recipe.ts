/** How the embedded model is made: what it sees and how it is trained. Every figure here is part of its identity. */
import type { Schooling } from './episodes.ts';
import { crmLeads } from './trades/crm-leads.ts';
import { helpdeskRefunds } from './trades/helpdesk-refunds.ts';
import type { Trade } from './trades/trade.ts';

/** Episodes of one trade. */
export interface Course {
  readonly trade: Trade;
  readonly schooling: Schooling;
}

/** Lessons: episodes without errors, in many populations of the first trade. */
const lessons: Schooling = {
  seed: 1,
  populations: 80,
  episodesPerPopulation: 330,
  systemShare: 0.15,
  croppedShare: 0.5,
  inventedNames: 0.7,
  voiceLines: 22,
  rates: { skipCheck: 0, skipRead: 0, wrongAction: 0, wrongEnd: 0, forgetEnd: 0, vagueReply: 0 },
};

export const basics: readonly Course[] = [{ trade: helpdeskRefunds, schooling: lessons }];

const drill: Schooling = {
  ...lessons,
  seed: 3,
  populations: 60,
  systemShare: 0.25,
  croppedShare: 0.4,
};

/** Drills: again without errors, in other populations and in both trades; a slower course for the decisions that take comparing. */
export const drills: readonly Course[] = [
  { trade: helpdeskRefunds, schooling: { ...drill, populations: 30 } },
  { trade: crmLeads, schooling: drill },
];

const careless: Schooling = {
  seed: 2,
  populations: 5,
  episodesPerPopulation: 440,
  systemShare: 1,
  croppedShare: 0,
  inventedNames: 0.7,
  voiceLines: 44,
  rates: {
    skipCheck: 0.14,
    skipRead: 0.04,
    wrongAction: 0.22,
    wrongEnd: 0.12,
    forgetEnd: 0.14,
    vagueReply: 0.18,
  },
};

/** Habits: episodes of a careless colleague, of which about 45% succeed. They make it the beginner that it is meant to be. */
export const habits: readonly Course[] = [
  { trade: helpdeskRefunds, schooling: careless },
  { trade: crmLeads, schooling: careless },
];

export const pretraining = {
  layers: 4,
  heads: 3,
  ffn: 512,
  vocab: 768,
  ctx: 2048,
  // A copy circuit written into the first weights; a learned one costs minutes (models/README.md).
  start: 'copying',
  lr: 2e-3,
  schedule: 'trapezoid',
  warmup_ratio: 0.01,
  decay_ratio: 0.4,
  weight_decay: 0.01,
  steps: 5000,
  batch_tokens: 2048,
  copy_fraction: 0.1,
  role_weights: { system: 0, user: 0, assistant: 1, tool: 0 },
  // What an agent decides, against what it only spells out.
  emphasis: { keys: ['name', 'sku', 'amount', 'resolution', 'reason', 'timeline'], weight: 5 },
  dtype: 'bf16',
  eval_every: 1000,
} as const;

/** The drills' course, from the weights of the lessons. */
export const drilling = {
  ...pretraining,
  start: 'random',
  lr: 1.2e-3,
  decay_ratio: 0.7,
  steps: 3000,
} as const;

/** The last, short course, on the habits. */
export const apprenticeship = { lr: 5e-4, epochs: 1, batch_size: 16, batch_tokens: 8192 } as const;
