/** All areas of the contract, put together. */
import { app } from './app.ts';
import { os } from './context.ts';
import { datasets } from './datasets/datasets.ts';
import { designer } from './designer/designer.ts';
import { episodes } from './episodes/episodes.ts';
import { home } from './home/home.ts';
import { play } from './play/play.ts';
import { systems } from './systems/systems.ts';
import { review } from './review/review.ts';
import { policies } from './policies/policies.ts';
import { runs } from './runs/runs.ts';
import { training } from './training/training.ts';

export const router = os.router({
  app,
  datasets,
  designer,
  episodes,
  home,
  play,
  policies,
  review,
  runs,
  systems,
  training,
});
