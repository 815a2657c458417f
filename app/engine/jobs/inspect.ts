/** Asks the trainer what it would make of a job: `validate` checks its files, `plan` also counts rows, steps and memory. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { noPython, TrainingError } from './failure.ts';
import { writeJob, type RunnableJob } from './job.ts';
import { trainerFolder } from './trainer.ts';

const problemSchema = z.object({
  code: z.string(),
  /** The file, and the field or line in it. */
  place: z.string().nullable(),
  message: z.string(),
  hint: z.string(),
});

const count = z.int().nonnegative();
const planSchema = z.looseObject({
  rows_kept: count.optional(),
  /** Rows left out, by reason. */
  rows_dropped: z.record(z.string(), count).optional(),
  tokens: count.optional(),
  supervised_tokens: count.optional(),
  /** Tokens of the longest row. */
  longest: count.optional(),
  steps: count.optional(),
  parameters: count.optional(),
  trained_parameters: count.optional(),
  /** Estimated peak, in bytes. */
  memory_bytes: count.optional(),
  /** The range of time, and for a kind that plays a sentence on what it rests on. */
  seconds_low: z.number().nonnegative().optional(),
  seconds_high: z.number().nonnegative().optional(),
  seconds_rest_on: z.string().optional(),
});

const documentSchema = z.object({
  ok: z.boolean(),
  kind: z.string().nullish(),
  problems: z.array(problemSchema),
  plan: planSchema.optional(),
});

export type JobProblem = Readonly<z.infer<typeof problemSchema>>;
/** What a kind counts beyond these fields is there under the trainer's names. */
export type JobPlan = Readonly<z.infer<typeof planSchema>>;

export interface JobInspection {
  /** Whether the job can run. */
  readonly ok: boolean;
  readonly problems: readonly JobProblem[];
  /** Null from `validateJob`, and where there are problems. */
  readonly plan: JobPlan | null;
}

export interface InspectJob {
  readonly python: string;
  /** Paths in it must be absolute: it is inspected in a temporary folder. */
  readonly job: RunnableJob;
  readonly signal?: AbortSignal;
  /** See RunJob. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the Python package is; only a test has another one. */
  readonly trainer?: string;
}

/** Every problem of the job and of the files it names. Rejects with TrainingError where the trainer does not answer. */
export async function validateJob(options: InspectJob): Promise<JobInspection> {
  return inspect('validate', options);
}

/** Reads and tokenises the data, loads no weights: seconds, for large data minutes. Rejects as validateJob does. */
export async function planJob(options: InspectJob): Promise<JobInspection> {
  return inspect('plan', options);
}

async function inspect(command: 'validate' | 'plan', options: InspectJob): Promise<JobInspection> {
  const { python, job } = options;
  const folder = mkdtempSync(join(tmpdir(), 'understudy-plan-'));
  try {
    const file = writeJob(folder, job);
    const { stdout, problem } = await ask([python, command, file], options);
    options.signal?.throwIfAborted();
    const parsed = documentSchema.safeParse(parseJson(stdout));
    if (!parsed.success) throw noAnswer(python, problem);
    const { ok, problems, plan } = parsed.data;
    return { ok, problems, plan: plan ?? null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Answer {
  readonly stdout: string;
  readonly problem: Error | null;
}

function ask(
  [python, command, file]: readonly [string, string, string],
  { trainer = trainerFolder, signal, env }: InspectJob,
): Promise<Answer> {
  const options = {
    cwd: resolve(trainer),
    env: { ...process.env, ...env, PYTHONUTF8: '1' },
    maxBuffer: 64 * 2 ** 20,
    ...(signal === undefined ? {} : { signal }),
  };
  return new Promise((done) => {
    // It exits with the code of the first problem, and says on stdout what they are.
    execFile(python, ['-m', 'understudy_trainer', command, file], options, (error, stdout, stderr) => {
      const said = stderr.trim().split('\n').at(-1) ?? '';
      done({ stdout, problem: error === null || said === '' ? error : new Error(said, { cause: error }) });
    });
  });
}

function noAnswer(python: string, problem: Error | null): TrainingError {
  const missing = problem !== null && 'code' in problem && problem.code === 'ENOENT';
  if (missing) return new TrainingError('failed', noPython(python, problem));
  return new TrainingError('failed', {
    code: 'no_answer',
    message: `the trainer did not answer${problem === null ? '' : ` (${problem.message})`}`,
    hint: '`understudy doctor` says what is missing.',
    place: null,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
