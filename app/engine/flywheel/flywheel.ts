/**
 * The loop: evaluate on held-out tasks, roll out training tasks, select, write a dataset, train, export, evaluate the same
 * held-out tasks with the same seeds. Every stage finds what an earlier, interrupted call has left and goes on from there.
 */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Split } from '@understudy/kernel';
import { writeDataset, datasetFolder } from '../datasets/write.ts';
import {
  writeFlywheelReport,
  type FlywheelRun,
  type ReportFiles,
  type RoundReport,
  type StageEvaluation,
} from '../evaluation/report.ts';
import { summarize, type EvaluationSummary } from '../evaluation/summary.ts';
import { runEpisodes } from '../episodes/run.ts';
import { openSplit, type OpenSplit } from '../packs/load.ts';
import type { LocalPolicy } from '../policies/local.ts';
import type { Policy } from '../policies/policy.ts';
import { select } from '../selection/select.ts';
import { rejectionFineTuning } from '../selection/spec.ts';
import type { TraceStore } from '../store/traces.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Observer } from './observer.ts';
import { flywheelKey, type FlywheelOptions } from './options.ts';
import { trainRound } from './train.ts';

export interface FlywheelParts {
  readonly workspace: Workspace;
  readonly store: TraceStore;
  /** The trainer's Python, or why there is none: then the loop ends with the exported dataset. */
  readonly trainer: { readonly python: string } | { readonly missing: string };
  /** Opens a GGUF file to play: `openLocalPolicy` with this machine's settings. */
  readonly openModel: (gguf: string) => Promise<Player>;
  readonly observer: Observer;
  readonly signal: AbortSignal;
  /** The command line, for the report. */
  readonly command: string;
}

export interface FlywheelOutcome {
  readonly run: FlywheelRun;
  readonly files: ReportFiles;
}

/** A model that plays, and the hash that names it in runs and reports. */
export type Player = Policy & Pick<LocalPolicy, 'modelHash'>;

/** Rejects with PolicyError, WorkspaceError, TrainingError or the signal's reason; calling it again goes on. */
export async function runFlywheel(options: FlywheelOptions, parts: FlywheelParts): Promise<FlywheelOutcome> {
  const { pack, sizes, seed } = options;
  const startedAt = new Date().toISOString();
  const timings: { stage: string; seconds: number }[] = [];
  const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    timings.push({ stage, seconds: (performance.now() - began) / 1000 });
    return result;
  };
  const heldout = await openSplit(pack, 'heldout', sizes.heldoutTasks);
  const order = options.curriculum === true ? 'curriculum' : 'turns';
  const train = await openSplit(pack, 'train', sizes.trainTasks, order);
  const evaluations: StageEvaluation[] = [];
  const rounds: RoundReport[] = [];
  let incomplete: string | null = null;
  let key = '';

  const { weights, gguf } = options.model;
  let policy = await parts.openModel(gguf);
  try {
    key = flywheelKey(options, policy.modelHash);
    evaluations.push(
      await timed('evaluate base', () =>
        evaluate(options, parts, { key, label: 'base', policy, split: heldout }),
      ),
    );
    const rollouts: RoundReport['rollout'][] = [];
    for (let round = 1; round <= options.rounds; round += 1) {
      const name = `${pack.id}-${key}-r${String(round)}`;
      const playing = policy;
      const rollout = await timed(`roll out ${String(round)}`, () =>
        rollOut(options, parts, { key, round, policy: playing, split: train }),
      );
      rollouts.push(rollout);
      const { selection, dataset } = await timed(`select ${String(round)}`, () =>
        Promise.resolve(
          keep(options, parts, { name, train, rollouts, modelHash: round === 1 ? playing.modelHash : null }),
        ),
      );
      const done = {
        round,
        rollout,
        selection: { spec: selection.spec, counts: selection.counts },
        dataset: { ...dataset.manifest, folder: dataset.folder },
      };
      const { trainer } = parts;
      if ('missing' in trainer || weights === null) {
        incomplete = 'missing' in trainer ? trainer.missing : noWeights(gguf);
        rounds.push({ ...done, training: null, model: null });
        break;
      }
      // Training wants the cores that inference holds.
      await policy.close();
      const trained = await timed(`train ${String(round)}`, () =>
        trainRound(
          {
            name,
            jobsFolder: parts.workspace.jobs,
            python: trainer.python,
            // Each round refits from the first model on all that was kept so far (ReST-EM, arXiv 2312.06585, section 3).
            weights,
            dataset,
            settings: options.training,
            seed,
            threads: options.processes,
          },
          parts.observer,
          parts.signal,
        ),
      );
      rounds.push({ ...done, training: trained.training, model: trained.model });
      policy = await parts.openModel(trained.model.path);
      const after = policy;
      evaluations.push(
        await timed(`evaluate ${String(round)}`, () =>
          evaluate(options, parts, { key, label: `round ${String(round)}`, policy: after, split: heldout }),
        ),
      );
    }
  } finally {
    await policy.close();
    heldout.arena.world.close();
    train.arena.world.close();
  }
  const run: FlywheelRun = {
    command: parts.command,
    startedAt,
    finishedAt: new Date().toISOString(),
    scenario: pack.id,
    workspace: parts.workspace.folder,
    seed,
    settings: {
      temperature: options.temperature,
      sizes: { ...sizes },
      training: { ...options.training },
      rounds: options.rounds,
      curriculum: options.curriculum === true,
      processes: options.processes,
    },
    machine: {
      cores: availableParallelism(),
      processor: cpus()[0]?.model ?? 'unknown',
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    evaluations,
    rounds,
    timings,
    incomplete,
  };
  return { run, files: writeFlywheelReport(join(parts.workspace.reports, `${pack.id}-${key}`), run) };
}

function noWeights(gguf: string): string {
  return `${gguf} has no Hugging Face weights beside it (a folder "weights"), and training starts from those. Put the file and them into one folder and name it with --model.`;
}

interface Stagecraft {
  readonly key: string;
  readonly policy: Player;
  readonly split: OpenSplit;
}

async function evaluate(
  options: FlywheelOptions,
  parts: FlywheelParts,
  stage: Stagecraft & { readonly label: string },
): Promise<StageEvaluation> {
  const { policy, label } = stage;
  // The seed does not depend on the round: before and after play the same tasks with the same users.
  const seed = options.seed + 1;
  const runId = `eval-${stage.key}-${label.replace(' ', '')}-${policy.modelHash.slice(0, 8)}`;
  const summary = await play(options, parts, {
    ...stage,
    runId,
    kind: 'evaluation',
    splitName: 'heldout',
    samples: options.sizes.heldoutSamples,
    seed,
    title: `Evaluating ${label}`,
  });
  return { label, runId, policyId: policy.id, modelHash: policy.modelHash, seed, summary };
}

async function rollOut(
  options: FlywheelOptions,
  parts: FlywheelParts,
  stage: Stagecraft & { readonly round: number },
): Promise<RoundReport['rollout']> {
  const runId = `rollout-${stage.key}-${String(stage.round)}-${stage.policy.modelHash.slice(0, 8)}`;
  const summary = await play(options, parts, {
    ...stage,
    runId,
    kind: 'rollout',
    splitName: 'train',
    samples: options.sizes.group,
    seed: options.seed + 1000 * stage.round,
    title: `Rolling out, round ${String(stage.round)}`,
  });
  return { runId, policyId: stage.policy.id, summary };
}

interface PlayStage extends Stagecraft {
  readonly runId: string;
  readonly kind: 'rollout' | 'evaluation';
  readonly splitName: Split;
  readonly samples: number;
  readonly seed: number;
  readonly title: string;
}

async function play(
  options: FlywheelOptions,
  parts: FlywheelParts,
  stage: PlayStage,
): Promise<EvaluationSummary> {
  const { store, observer, signal } = parts;
  const { runId, kind, policy, split, samples, seed } = stage;
  const shown = observer.stage(stage.title);
  await runEpisodes(
    {
      id: runId,
      kind,
      pack: options.pack,
      split: stage.splitName,
      tasks: split.tasks,
      samples,
      seed,
      settings: {
        temperature: options.temperature,
        ...(options.curriculum === true && kind === 'rollout' ? { curriculum: true } : {}),
      },
    },
    { arena: split.arena, policy, store },
    signal,
    ({ done, total, succeeded }) => {
      shown.update(done, total, `${String(succeeded)} succeeded`);
    },
  );
  const summary = summarize(store.episodes({ runIds: [runId] }));
  const passed =
    summary.success === null ? 'none judged' : `${(100 * summary.success.rate).toFixed(1)}% succeeded`;
  shown.end(`${String(summary.episodes)} episodes, ${passed}`);
  return summary;
}

/** Selects from all rollouts so far and writes the dataset: the model's own traces only, by the policies that made them. */
function keep(
  options: FlywheelOptions,
  parts: FlywheelParts,
  stage: {
    readonly name: string;
    readonly train: OpenSplit;
    readonly rollouts: readonly RoundReport['rollout'][];
    /** Of the model that played; null where several did. */
    readonly modelHash: string | null;
  },
) {
  const { store, workspace, observer } = parts;
  const runIds = stage.rollouts.map((rollout) => rollout.runId);
  const policies = stage.rollouts.map((rollout) => rollout.policyId);
  const shown = observer.stage('Selecting');
  const selection = select(store.episodes({ runIds }), rejectionFineTuning);
  const manifest = writeDataset(workspace, store, selection, {
    name: stage.name,
    scenario: options.pack.id,
    policies,
    modelHash: stage.modelHash,
    tools: stage.train.arena.specs,
  });
  const folder = datasetFolder(workspace, manifest);
  shown.end(
    `${String(selection.kept.length)} of ${String(selection.kept.length + selection.dropped.length)} episodes kept in ${folder}`,
  );
  return { selection, dataset: { folder, manifest } };
}
