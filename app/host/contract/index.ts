/**
 * The typed contract between the screen and the host: everything the screen can ask for, area by area. It holds shapes and
 * nothing that runs, so that the screen can import it without the engine. Inputs are checked at the host; errors arrive as
 * data (`ContractError`).
 */
import { app } from './app.ts';
import { home } from './home.ts';
import { runs } from './runs.ts';

export const contract = { app, home, runs };

export type { AppInfo, Change, Topic, WorkItem } from './app.ts';
export { topics } from './app.ts';
export type { LoopCounts } from './home.ts';
export type { EpisodeLine, RunOverview } from './runs.ts';

/** What the `data` of an error from the host holds: what to do about it, and the place where there is one. */
export interface ErrorData {
  readonly remedy: string;
}
