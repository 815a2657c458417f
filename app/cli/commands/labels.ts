/** `understudy labels`: what reviewers said of the episodes of runs, as the dataset that a reward model learns from. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reviewedLabels } from '@understudy/engine';
import type { ReviewedLabels, TraceStore } from '@understudy/engine';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { cleanLine } from '../output/clean.ts';
import { textTable } from '../output/table.ts';
import { workspaceOption } from './options.ts';
import { inWorkspace } from './workspace.ts';

interface LabelsOptions {
  readonly workspace: string;
  readonly out: string;
}

export function addLabels(program: Command): void {
  program
    .command('labels <run...>')
    .description('write what reviewers said of the episodes of runs as labels.jsonl, for a reward model')
    .requiredOption('--out <folder>', 'where labels.jsonl and review.json go')
    .addOption(workspaceOption())
    .action((runIds: string[], options: LabelsOptions) =>
      inWorkspace(options.workspace, 'read', ({ store }) => {
        const labels = collect(store, runIds);
        if (labels.rows.length === 0)
          throw new InputError(
            `None of the ${String(labels.unused.length)} episodes can be learned from.\n${left(labels)}`,
            'Label episodes in the app (Review), of training tasks that a local model played.',
          );
        const folder = resolve(options.out);
        const { rows, ...review } = labels;
        write(folder, 'labels.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
        write(folder, 'review.json', `${JSON.stringify({ v: 1, runs: runIds, ...review }, null, 2)}\n`);
        process.stdout.write(`${told(labels)}\n${join(folder, 'labels.jsonl')}\n`);
      }),
    );
}

function collect(store: TraceStore, runIds: readonly string[]): ReviewedLabels {
  for (const id of runIds)
    if (store.run(id) === null)
      throw new InputError(`There is no run "${id}".`, '`understudy show` lists the runs of the workspace.');
  const episodes = [...store.episodes({ runIds: [...runIds] })];
  return reviewedLabels(
    episodes.map((episode) => ({
      episode,
      events: store.events(episode.id),
      labels: store.labels.of(episode.id),
    })),
  );
}

function told(labels: ReviewedLabels): string {
  const { rows, reviewers, agreement } = labels;
  const good = rows.filter(({ label }) => label > 0.5).length;
  return [
    `labelled episodes: ${String(rows.length)}, of them good: ${String(good)}, bad: ${String(rows.length - good)}`,
    ...Object.entries(reviewers).map(([name, count]) => cleanLine(`${name} labelled ${String(count)}`)),
    ...agreement.map(({ reviewers: [a, b], both, agreed, kappa }) =>
      cleanLine(
        `${a} and ${b} agree on ${String(agreed)} of ${String(both)}` +
          (kappa === null
            ? ''
            : `, κ ${kappa.value.toFixed(2)} [${kappa.low.toFixed(2)}, ${kappa.high.toFixed(2)}]`),
      ),
    ),
    ...(labels.unused.length === 0 ? [] : [left(labels)]),
  ].join('\n');
}

/** How many were left out, by reason. */
function left({ unused }: ReviewedLabels): string {
  const codes = Map.groupBy(unused, ({ code }) => code);
  return textTable(
    ['left out', 'episodes'],
    [...codes].map(([code, list]) => [code, String(list.length)]),
  );
}

function write(folder: string, name: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
  } catch (error) {
    throw new InputError(
      `${join(folder, name)} cannot be written (${error instanceof Error ? error.message : String(error)}).`,
      'Name another folder with --out.',
    );
  }
}
