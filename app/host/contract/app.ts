/** What every screen needs: which workspace this is, what changed in it, and the long pieces of work that are going on. */
import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';

export interface AppInfo {
  readonly version: string;
  /** Absolute path of the workspace's folder. */
  readonly workspace: string;
  readonly platform: string;
}

/** Whether training can run here, or why not. */
export type TrainerState = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/** A kind of thing on the screens. A change of one makes what was read about it stale. */
export const topics = [
  'work',
  'runs',
  'episodes',
  'labels',
  'scenarios',
  'datasets',
  'jobs',
  'policies',
  'reports',
] as const;
export type Topic = (typeof topics)[number];

export interface Change {
  readonly topic: Topic;
  /** The one that changed; null where it may be any of them. */
  readonly id: string | null;
}

/** A long piece of work in the host: a run, the flywheel, an admission. It goes on when the window closes. */
export interface WorkItem {
  readonly id: string;
  readonly kind: string;
  /** For a person. */
  readonly title: string;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  /** What it is doing now. */
  readonly stage: string;
  /** The stages behind it, each with what came of it. */
  readonly past: readonly { readonly stage: string; readonly outcome: string }[];
  /** `done` of `total` pieces; null before that is known. */
  readonly progress: { readonly done: number; readonly total: number; readonly note: string } | null;
  /** How it ended, or what went wrong. */
  readonly outcome: { readonly message: string; readonly remedy: string } | null;
  /** Where its result is to be seen, as a path of the app. */
  readonly link: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
}

export const app = {
  info: oc.output(type<AppInfo>()),
  trainer: oc.output(type<TrainerState>()),
  /** Every change from now on. */
  changes: oc.output(eventIterator(type<Change>())),
  work: {
    /** Running ones first, then the newest. The last hundred that ended are remembered while the host lives. */
    list: oc.output(type<readonly WorkItem[]>()),
    /** Asks it to stop; what it has done so far is kept. */
    cancel: oc.input(z.strictObject({ id: z.string() })).output(type<undefined>()),
  },
};
