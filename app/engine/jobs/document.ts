/** A job file that a person wrote, read so that it can run in a folder of its own: paths in it become absolute. */
import { readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { WorkspaceError } from '../store/errors.ts';
import type { JobDocument } from './job.ts';

/** The fields that hold a path, at whatever depth (trainer/README.md). */
const pathFields = new Set(['path', 'init_from', 'tokenizer', 'continue_from']);

const documentSchema = z.looseObject({
  kind: z.string(),
  /** The name of the job's folder in a workspace. */
  job_id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,100}$/, 'is no name: a-z 0-9 . _ -, beginning with a letter or a digit')
    .optional(),
  seed: z.int().nonnegative().default(7),
  hparams: z.record(z.string(), z.unknown()).optional(),
});

/**
 * The job in `file`, ready to be started in any folder; `v` and `out` are the folder's. Only what the engine needs is checked
 * here: the trainer checks the rest (`validateJob`). Throws WorkspaceError `not_found`, or `corrupt` with the place.
 */
export function readJobDocument(file: string, name?: string): JobDocument {
  const place = resolve(file);
  const parsed = documentSchema.safeParse(parseFile(place));
  if (!parsed.success)
    throw new WorkspaceError('corrupt', `${place} is no job: ${z.prettifyError(parsed.error)}`, {
      remedy: 'Correct it there; trainer/README.md describes the fields.',
    });
  const { v: _v, out: _out, ...job } = parsed.data;
  const job_id =
    name ??
    job.job_id ??
    basename(place)
      .replace(/\.json$/, '')
      .toLowerCase();
  return documentFields(absolute({ ...job, job_id }, dirname(place)), job.kind, job_id, job.seed);
}

/** The rewritten document keeps its kind, name and seed; spelling them out keeps its type without a cast. */
function documentFields(fields: unknown, kind: string, job_id: string, seed: number): JobDocument {
  return { ...z.record(z.string(), z.unknown()).parse(fields), kind, job_id, seed };
}

function absolute(value: unknown, base: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => absolute(item, base));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => {
      const path = pathFields.has(key) && typeof item === 'string' && !isAbsolute(item);
      return [key, path ? resolve(base, item) : absolute(item, base)];
    }),
  );
}

function parseFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new WorkspaceError('not_found', `There is no job file ${file}.`, {
      remedy: 'Check the path.',
      cause,
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WorkspaceError(
      'corrupt',
      `${file} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        remedy: 'Correct it there.',
        cause,
      },
    );
  }
}
