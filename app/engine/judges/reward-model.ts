/**
 * Reward models as part of a reward: what a trained `reward` job of the workspace says of an episode that is over. Each model is a
 * Python process that lives until it is closed and answers line by line. A model that is not there, breaks, or cannot read an episode
 * gives null, never 0.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ToolSpec } from '@understudy/kernel';
import {
  rewardOf,
  type Arena,
  type Judgements,
  type Log,
  type Pack,
  type RewardSpec,
} from '@understudy/scenarios';
import { z } from 'zod';
import { actsOf, answerTokens } from '../datasets/answers.ts';
import { chatMessages } from '../datasets/messages.ts';
import { jobPlaces } from '../jobs/job.ts';
import { jobFolder, readJob } from '../jobs/registry.ts';
import { trainerFolder } from '../jobs/trainer.ts';
import { WorkspaceError } from '../store/errors.ts';
import type { Judged } from '../store/records.ts';
import type { Workspace } from '../store/workspace.ts';

export interface Raters {
  /** Why a model that the pack names cannot be asked, by its job's id. */
  readonly missing: ReadonlyMap<string, string>;
  /** The same as sentences for a person. */
  readonly notes: readonly string[];
  /** The value, 0..1 or null, of each reward-model component of `spec`. Never rejects. */
  rate(spec: RewardSpec, log: Log): Promise<Judgements>;
  close(): Promise<void>;
}

export interface RaterParts {
  readonly workspace: Pick<Workspace, 'jobs'>;
  /** A Python with the trainer's packages; null where none is set up. */
  readonly python: string | null;
  /** Whose tools episodes are offered. */
  readonly arena: Pick<Arena, 'specs'>;
}

/** Ids of the jobs whose models a pack's rewards name, each once. */
export function rewardModels(pack: Pack): readonly string[] {
  const specs = pack.families.flatMap(({ id }) => rewardOf(pack, id));
  return [...new Set(specs.flatMap((one) => (one.kind === 'reward_model' ? [one.model] : [])))];
}

/** Starts the models that a pack names. Loading goes on in the background; what fails later gives null. */
export function openRaters(pack: Pack, parts: RaterParts): Raters {
  const missing = new Map<string, string>();
  const tools = new Map(parts.arena.specs.map((spec) => [spec.name, spec]));
  const scorers = new Map<string, { readonly scorer: Scorer; readonly templates: ReadonlySet<string> }>();
  for (const id of rewardModels(pack)) {
    const found = findModel(parts.workspace, id);
    if (typeof found === 'string') missing.set(id, found);
    else if (parts.python === null) missing.set(id, 'The trainer is not set up.');
    else scorers.set(id, { scorer: openScorer(parts.python, found.folder), templates: found.templates });
  }
  return {
    missing,
    notes: [...missing].map(
      ([id, reason]) => `The reward model ${id} cannot be asked: ${reason} Its components stay null.`,
    ),
    rate: async (spec, log) => {
      const components = spec.flatMap((one) => (one.kind === 'reward_model' ? [one] : []));
      const values = components.map(async ({ id, model }) => {
        const known = scorers.get(model);
        const row = known === undefined ? null : rowFor(log, known.templates, tools);
        return [id, known === undefined || row === null ? null : await known.scorer.value(row)] as const;
      });
      return Object.fromEntries(await Promise.all(values));
    },
    close: async () => {
      await Promise.all([...scorers.values()].map(({ scorer }) => scorer.close()));
    },
  };
}

/** What a judge answered, and the values of reward models beside it; null where nobody was asked. */
export function withRatings(judged: Judged | null, ratings: Judgements): Judged | null {
  if (Object.keys(ratings).length === 0) return judged;
  return { judge: judged?.judge ?? 'reward models', answers: { ...judged?.answers, ...ratings } };
}

interface FoundModel {
  readonly folder: string;
  /** Hashes of the chat templates behind the exact tokens that it learned from; none where it learned from messages. */
  readonly templates: ReadonlySet<string>;
}

/** The model of a finished `reward` job, or why there is none. */
function findModel(workspace: Pick<Workspace, 'jobs'>, id: string): FoundModel | string {
  try {
    const job = readJob(jobFolder(workspace, id), id);
    if (job.kind !== 'reward') return `The job ${id} is of kind ${job.kind}, not reward.`;
    if (job.status !== 'finished') return `The job ${id} is ${job.status}, not finished.`;
    const { out } = jobPlaces(job.folder);
    const folder = ['model', 'adapter']
      .map((name) => join(out, name))
      .find((place) => existsSync(join(place, 'reward.json')));
    if (folder === undefined) return `The job ${id} has left no model in ${out}.`;
    return { folder, templates: new Set(job.data.flatMap(templateOf)) };
  } catch (error) {
    if (error instanceof WorkspaceError) return error.message;
    throw error;
  }
}

const learnedSchema = z.looseObject({ provenance: z.looseObject({ templateHash: z.string() }) });
const HEAD_BYTES = 4_000_000;

/** The template behind the first row of a file, where it says so. */
function templateOf(file: string): readonly string[] {
  try {
    const handle = openSync(file, 'r');
    try {
      const buffer = Buffer.alloc(HEAD_BYTES);
      const head = buffer.toString('utf8', 0, readSync(handle, buffer, 0, HEAD_BYTES, 0));
      const row = learnedSchema.safeParse(JSON.parse(head.split('\n', 1)[0] ?? ''));
      return row.success ? [row.data.provenance.templateHash] : [];
    } finally {
      closeSync(handle);
    }
  } catch {
    // Gone since, or no JSON lines: then episodes are read as messages.
    return [];
  }
}

/** An episode as the model has learned to read it: its exact tokens where they are of the same template, else its messages. */
function rowFor(
  log: Log,
  templates: ReadonlySet<string>,
  tools: ReadonlyMap<string, ToolSpec>,
): Readonly<Record<string, unknown>> | null {
  const closed = log.at(-1);
  if (closed?.type !== 'closed' || closed.reason === 'failed' || closed.reason === 'cancelled') return null;
  const acted = actsOf(log);
  if (!('code' in acted) && templates.has(acted.templateHash)) {
    const { ids, mask } = answerTokens(acted.acts, 0);
    return { prompt_ids: acted.acts[0].promptIds, completion_ids: ids, completion_mask: mask };
  }
  const opened = log[0];
  if (opened?.type !== 'opened') return null;
  const offered = opened.tools.flatMap((name) => {
    const spec = tools.get(name);
    if (spec === undefined) return [];
    const { description, parameters } = spec;
    return [{ type: 'function', function: { name, description, parameters } }];
  });
  return { messages: chatMessages(log), tools: offered };
}

interface Scorer {
  /** 0..1; null where the row cannot be scored or the process is gone. */
  value(row: Readonly<Record<string, unknown>>): Promise<number | null>;
  close(): Promise<void>;
}

const answerSchema = z.object({ id: z.string(), value: z.number().min(0).max(1).nullish() });

function openScorer(python: string, folder: string): Scorer {
  const child = spawn(python, ['-m', 'understudy_trainer', 'score', folder], {
    cwd: trainerFolder,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = new Map<string, (value: number | null) => void>();
  let gone = false;
  let asked = 0;
  const leave = (): void => {
    gone = true;
    for (const answer of waiting.values()) answer(null);
    waiting.clear();
  };
  const left = once(child, 'close').then(leave, leave);
  // A pipe that breaks is followed by the process's end, which answers for all that wait.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const parsed = answerSchema.safeParse(parseJson(line));
    if (!parsed.success) return;
    waiting.get(parsed.data.id)?.(parsed.data.value ?? null);
    waiting.delete(parsed.data.id);
  });
  return {
    value: (row) => {
      if (gone) return Promise.resolve(null);
      asked += 1;
      const id = String(asked);
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        child.stdin.write(`${JSON.stringify({ ...row, id })}\n`);
      });
    },
    close: async () => {
      child.stdin.end();
      child.kill();
      await left;
    },
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
