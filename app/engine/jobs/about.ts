/** `about.json` in a job's folder: what a person wants to know of a job that its job file does not say, and what comes after it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../store/whole.ts';

const afterwardsSchema = z.strictObject({
  /** The name under which the trained model is registered; null: it is not. */
  register: z.string().min(1).max(120).nullable(),
  /** Held-out evaluation of what was trained; null: none. */
  evaluate: z
    .strictObject({
      /** A built-in pack's id or the path of a pack. */
      scenario: z.string().min(1),
      tasks: z.int().positive().nullable(),
      samples: z.int().positive(),
      seed: z.int().nonnegative(),
      temperature: z.number().min(0).max(2),
    })
    .nullable(),
});

const liveSchema = z.strictObject({
  /** A built-in pack's id, a workspace's own, or the path of a pack. */
  scenario: z.string().min(1),
  /** How many of its training tasks are served; null: all of them. */
  tasks: z.int().positive().nullable(),
  /** Whether the episodes are kept in the trace store, under the job's id. */
  record: z.boolean(),
});

/** The live tasks that a job plays while it learns: whoever starts or resumes it serves them (live.ts). */
export type JobLive = Readonly<z.infer<typeof liveSchema>>;

const aboutSchema = z.strictObject({
  v: z.literal(1),
  title: z.string().min(1).max(200),
  createdAt: z.iso.datetime(),
  /** The recipe and the stage of it that this job is; null: a job of its own. */
  recipe: z.strictObject({ name: z.string(), stage: z.string() }).nullable(),
  /** The dataset it learns from. */
  dataset: z.strictObject({ folder: z.string(), name: z.string(), version: z.string() }).nullable(),
  /** The policy it starts from: a registered policy's id, or a folder. */
  base: z.string().nullable(),
  scenario: z.string().nullable(),
  /** Null: it plays no live tasks, or those of a server of somebody's own. */
  live: liveSchema.nullable().default(null),
  /** What `afterTraining` does once the job is finished. */
  afterwards: afterwardsSchema,
});

/** What to do when a job is finished. */
export type JobAfterwards = Readonly<z.infer<typeof afterwardsSchema>>;
export type JobAbout = Readonly<z.infer<typeof aboutSchema>>;

/** Nothing is registered, nothing is evaluated. */
export const nothingAfterwards: JobAfterwards = { register: null, evaluate: null };

/** What a job is called where nobody said more. */
export function aboutJob(
  title: string,
  more: Partial<Omit<JobAbout, 'v' | 'title' | 'createdAt'>> = {},
  now: Date = new Date(),
): JobAbout {
  return {
    v: 1,
    title,
    createdAt: now.toISOString(),
    recipe: null,
    dataset: null,
    base: null,
    scenario: null,
    live: null,
    afterwards: nothingAfterwards,
    ...more,
  };
}

/** Null where there is none, or none that can be read: a job is no worse without it. */
export function readAbout(folder: string): JobAbout | null {
  try {
    return aboutSchema.parse(JSON.parse(readFileSync(place(folder), 'utf8')));
  } catch {
    return null;
  }
}

/** Makes the folder; a reader sees the old one or the new one. */
export function writeAbout(folder: string, about: JobAbout): void {
  mkdirSync(folder, { recursive: true });
  writeWhole(place(folder), `${JSON.stringify(aboutSchema.parse(about), null, 2)}\n`);
}

function place(folder: string): string {
  return join(folder, 'about.json');
}
