/**
 * `npm run model:build`: makes the embedded model from nothing. Beginners' episodes are written, a tokenizer and a small Llama
 * are trained on them, the result is exported to GGUF and put in models/embedded. Interrupted, it goes on where it stopped.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachJob, figures, runTrainingJob, trainerStatus } from '@understudy/engine';
import type { JobEvent, TrainingJob } from '@understudy/engine';
import { builtInPacks } from '@understudy/scenarios';
import { writeSchooling } from './episodes.ts';
import { apprenticeship, basics, drilling, drills, habits, pretraining, type Course } from './recipe.ts';

const here = import.meta.dirname;
const work = join(here, '.build');
const embedded = join(here, 'embedded');

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function main(): Promise<void> {
  const trainer = await trainerStatus();
  if (trainer.kind === 'missing') throw new Error(`${trainer.reason} ${trainer.remedy}`);
  mkdirSync(work, { recursive: true });

  const first = await write('lessons', basics);
  const pretrain: TrainingJob = {
    kind: 'pretrain',
    job_id: `pretrain-${digest(JSON.stringify({ pretraining, first })).slice(0, 12)}`,
    seed: 7,
    data: { train: first, format: 'messages', max_length: pretraining.ctx },
    hparams: pretraining,
    save: { every: 500, keep: 1 },
  };
  const pretrainFigures = await run(pretrain, trainer.python);

  const more = await write('drills', drills);
  const drill: TrainingJob = {
    kind: 'pretrain',
    job_id: `drills-${digest(JSON.stringify({ drilling, more, on: pretrain.job_id })).slice(0, 12)}`,
    seed: 7,
    data: { train: more, format: 'messages', max_length: pretraining.ctx },
    hparams: { ...drilling, continue_from: join(work, pretrain.job_id, 'out', 'model') },
    save: { every: 500, keep: 1 },
  };
  const drillFigures = await run(drill, trainer.python);

  const second = await write('habits', habits);
  const habit: TrainingJob = {
    kind: 'sft',
    job_id: `habits-${digest(JSON.stringify({ apprenticeship, second, on: drill.job_id })).slice(0, 12)}`,
    seed: 7,
    model: { path: join(work, drill.job_id, 'out', 'model') },
    data: { train: second, format: 'messages', max_length: pretraining.ctx },
    hparams: apprenticeship,
  };
  const habitFigures = await run(habit, trainer.python);
  const weights = join(work, habit.job_id, 'out', 'model');
  const gguf: TrainingJob = {
    kind: 'export_gguf',
    job_id: `gguf-${habit.job_id}`,
    seed: 7,
    model: { path: weights },
    // Greedy continuations in the middle of episodes: the parity test plays them under llama.cpp.
    data: { train: second, format: 'messages', max_length: pretraining.ctx },
    hparams: { name: 'model' },
  };
  await run(gguf, trainer.python);

  const beside = join(here, '.embedded-new');
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  cpSync(weights, join(beside, 'weights'), { recursive: true });
  for (const file of ['model.gguf', 'parity.json'])
    cpSync(join(work, gguf.job_id, 'out', file), join(beside, file));
  const made = {
    gguf: digest(readFileSync(join(beside, 'model.gguf'))),
    recipe: {
      basics: told(basics),
      pretraining,
      drills: told(drills),
      drilling,
      habits: told(habits),
      apprenticeship,
    },
    figures: {
      pretrain: Object.fromEntries(pretrainFigures),
      drills: Object.fromEntries(drillFigures),
      habits: Object.fromEntries(habitFigures),
    },
  };
  writeFileSync(join(beside, 'made.json'), `${JSON.stringify(made, null, 2)}\n`);
  rmSync(embedded, { recursive: true, force: true });
  renameSync(beside, embedded);
  say(`models/embedded is new: ${JSON.stringify(made.figures)}`);
}

/** The courses as the recipe tells them. */
function told(courses: readonly Course[]): readonly object[] {
  return courses.map(({ trade, schooling }) => ({ pack: trade.pack, ...schooling }));
}

/** Writes the episodes of each course once; a file's name holds what it was made from. */
async function write(
  name: string,
  courses: readonly Course[],
): Promise<readonly { readonly path: string }[]> {
  const files: { readonly path: string }[] = [];
  for (const { trade, schooling } of courses) {
    const pack = builtInPacks.find(({ id }) => id === trade.pack);
    if (pack === undefined) throw new Error(`there is no built-in pack "${trade.pack}" to learn from`);
    const stem = `${name}-${trade.pack}`;
    const path = join(work, `${stem}-${digest(JSON.stringify({ schooling, pack })).slice(0, 12)}.jsonl`);
    files.push({ path });
    if (existsSync(path)) continue;
    const rows = await writeSchooling(pack, trade, schooling, `${path}.part`, (done) => {
      if (done % 10 === 0) say(`${stem}: ${String(done)} of ${String(schooling.populations)} populations`);
    });
    renameSync(`${path}.part`, path);
    say(`${stem}: ${String(rows)} rows in ${path}`);
  }
  return files;
}

/** Runs a job to its end, or takes the earlier result; returns the last figure of each metric. */
async function run(job: TrainingJob, python: string): Promise<ReadonlyMap<string, number>> {
  const folder = join(work, job.job_id);
  const last = new Map<string, number>();
  let shown = 0;
  const onEvent = (event: JobEvent): void => {
    if (event.t === 'metric') for (const [name, value] of figures(event)) last.set(name, value);
    if (event.t === 'warning') say(`warning: ${JSON.stringify(event)}`);
    if (event.t !== 'progress' || Date.now() - shown < 15_000) return;
    shown = Date.now();
    const left = event.eta_s === null ? '' : `, ${String(Math.round(event.eta_s / 60))} min left`;
    const values = [...last].map(([name, value]) => `${name} ${value.toPrecision(4)}`).join(', ');
    say(`${job.kind}: step ${String(event.step)} of ${String(event.total)}${left}; ${values}`);
  };
  const earlier = await attachJob(folder, { onEvent });
  if (earlier?.outcome === 'ok') return last;
  const result = await runTrainingJob({ python, job, folder, onEvent });
  if (result.outcome === 'ok') return last;
  const why =
    result.outcome === 'cancelled'
      ? 'it was interrupted; run the same command to go on'
      : `${result.error.message}. ${result.error.hint}`;
  throw new Error(`${job.job_id}: ${why}`);
}

function digest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
