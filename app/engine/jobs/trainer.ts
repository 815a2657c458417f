/** Where the trainer is, and what this machine offers it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { installation } from '../installation.ts';

const { root } = installation;

/** The folder of the Python package: `python -m understudy_trainer` works in it without an installation. */
export const trainerFolder = join(root, 'trainer');

const doctorSchema = z.object({
  v: z.literal(1),
  /** Whether every kind of job can run. */
  ok: z.boolean(),
  python: z.object({ version: z.string(), executable: z.string(), supported: z.boolean() }),
  packages: z.record(z.string(), z.string().nullable()),
  devices: z.array(
    z.looseObject({
      type: z.string(),
      name: z.string(),
      /** GPUs only, in bytes. */
      memory_bytes: z.int().optional(),
      free_bytes: z.int().optional(),
    }),
  ),
  memory: z.object({ total_bytes: z.int(), available_bytes: z.int() }).nullable(),
  missing: z.array(z.object({ package: z.string(), for: z.string(), get: z.string() })),
  /** What could be there beside that: `found` is null where it is not, `without` says what is lost then. */
  optional: z
    .array(z.object({ name: z.string(), found: z.string().nullable(), without: z.string(), get: z.string() }))
    .default([]),
});

/** What `python -m understudy_trainer doctor` says. */
export type TrainerDoctor = Readonly<z.infer<typeof doctorSchema>>;

/** `incomplete`: there is a Python, but `doctor.missing` says what it lacks. */
export type TrainerStatus =
  | { readonly kind: 'ready' | 'incomplete'; readonly python: string; readonly doctor: TrainerDoctor }
  | { readonly kind: 'missing'; readonly reason: string; readonly remedy: string };

const remedy =
  'Install Python 3.11, 3.12 or 3.13 and run `npm run flywheel` again: it sets the trainer up by itself. ' +
  'Or set UNDERSTUDY_PYTHON to a Python that has the packages of trainer/requirements.lock.';

/**
 * Asks the trainer's own `doctor`; takes some seconds, for it imports PyTorch.
 * @param env UNDERSTUDY_TRAINER_MISSING (why the set-up could not provide it) and UNDERSTUDY_PYTHON are read from it
 */
export async function trainerStatus(env: NodeJS.ProcessEnv = process.env): Promise<TrainerStatus> {
  const missing = env['UNDERSTUDY_TRAINER_MISSING'];
  if (missing !== undefined && missing !== '') return { kind: 'missing', reason: missing, remedy };
  const python = trainerPython(env);
  if (python === null)
    return { kind: 'missing', reason: 'The trainer is not set up: there is no .venv.', remedy };
  const { stdout, problem } = await doctor(python, env);
  const parsed = doctorSchema.safeParse(parseJson(stdout));
  if (!parsed.success) {
    return {
      kind: 'missing',
      reason: `${python} cannot run the trainer: ${problem ?? 'it answers otherwise'}.`,
      remedy,
    };
  }
  return { kind: parsed.data.ok ? 'ready' : 'incomplete', python, doctor: parsed.data };
}

/** UNDERSTUDY_PYTHON, else the virtual environment that the set-up makes; null where there is neither. */
export function trainerPython(env: NodeJS.ProcessEnv = process.env): string | null {
  const own = env['UNDERSTUDY_PYTHON'];
  if (own !== undefined && own !== '') return own;
  const inside = process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python');
  const python = join(root, '.venv', inside);
  return existsSync(python) ? python : null;
}

async function doctor(
  python: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly stdout: string; readonly problem: string | null }> {
  return new Promise((done) => {
    const options = { cwd: trainerFolder, env: { ...env, PYTHONUTF8: '1' }, timeout: 120_000 };
    // It exits with 1 when something is missing, and says on stdout what.
    execFile(python, ['-m', 'understudy_trainer', 'doctor'], options, (error, stdout, stderr) => {
      const said = stderr.trim().split('\n').at(-1) ?? '';
      done({ stdout, problem: error === null ? null : said === '' ? error.message : said });
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
