/** All areas of the contract, put together. */
import { app } from './app.ts';
import { os } from './context.ts';
import { home } from './home/counts.ts';
import { runs } from './runs/runs.ts';

export const router = os.router({ app, home, runs });
