/** How the embedded model is made: what it sees and how it is trained. Every figure here is part of its identity. */
import type { Schooling } from './episodes.ts';

export const schooling: Schooling = {
  seed: 1,
  populations: 120,
  episodesPerPopulation: 330,
  systemShare: 0.5,
  inventedNames: 0.7,
  voiceLines: 44,
  // A beginner: about 45% of these episodes succeed.
  rates: {
    skipIdentity: 0.14,
    skipOrder: 0.04,
    wrongAction: 0.22,
    wrongOutcome: 0.12,
    forgetClose: 0.14,
    vagueReply: 0.18,
  },
};

export const pretraining = {
  layers: 4,
  heads: 3,
  ffn: 512,
  vocab: 768,
  ctx: 2048,
  lr: 2e-3,
  schedule: 'trapezoid',
  warmup_ratio: 0.02,
  decay_ratio: 0.4,
  weight_decay: 0.01,
  steps: 3000,
  batch_tokens: 4096,
  role_weights: { system: 0, user: 0, assistant: 1, tool: 0.2 },
} as const;
