/** What one run of the flywheel leaves for people and programs: report.json, report.md and report.svg. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@understudy/kernel';
import type { DatasetManifest } from '../datasets/manifest.ts';
import type { SelectionResult } from '../selection/select.ts';
import type { SelectionSpec } from '../selection/spec.ts';
import { guard } from '../store/errors.ts';
import { successPlot } from './plot.ts';
import { reportMarkdown } from './markdown.ts';
import { compare, type Comparison, type EvaluationSummary } from './summary.ts';

/** One evaluation on the held-out tasks. */
export interface StageEvaluation {
  /** `base`, `round 1`, … */
  readonly label: string;
  readonly runId: string;
  readonly policyId: string;
  readonly modelHash: string | null;
  /** The seed of the evaluation: the same for all of them, so that they play the same. */
  readonly seed: number;
  readonly summary: EvaluationSummary;
}

export interface TrainingSummary {
  readonly jobId: string;
  /** `cpu`, `cuda:0 (name)`, … as the trainer reported it. */
  readonly device: string;
  readonly steps: number;
  /** Mean loss over the first and over the last eighth of the logged steps. */
  readonly firstLoss: number;
  readonly lastLoss: number;
  readonly seconds: number;
}

export interface ModelFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** One turn of the loop. What did not happen (no Python, say) is null. */
export interface RoundReport {
  readonly round: number;
  /** The training episodes that were rolled out. */
  readonly rollout: {
    readonly runId: string;
    readonly policyId: string;
    readonly summary: EvaluationSummary;
  };
  readonly selection: { readonly spec: SelectionSpec; readonly counts: SelectionResult['counts'] };
  readonly dataset:
    (Pick<DatasetManifest, 'name' | 'version' | 'hash' | 'counts'> & { readonly folder: string }) | null;
  readonly training: TrainingSummary | null;
  readonly model: ModelFile | null;
}

export interface FlywheelRun {
  /** The command that gives this report again. */
  readonly command: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly scenario: string;
  readonly workspace: string;
  readonly seed: number;
  readonly settings: Json;
  /** What it ran on: cores, memory, versions. */
  readonly machine: Readonly<Record<string, string | number>>;
  /** In order; the first is the base model's. */
  readonly evaluations: readonly StageEvaluation[];
  readonly rounds: readonly RoundReport[];
  /** Wall seconds of each stage, set-up excluded. */
  readonly timings: readonly { readonly stage: string; readonly seconds: number }[];
  /** Why the loop ended early and how to go on; null when it went through. */
  readonly incomplete: string | null;
}

export interface FlywheelReport extends FlywheelRun {
  readonly v: 1;
  /** The last evaluation against the first; null with fewer than two. */
  readonly comparison: Comparison | null;
}

export interface ReportFiles {
  readonly json: string;
  readonly markdown: string;
  readonly plot: string;
}

/** The run with its comparison. */
export function flywheelReport(run: FlywheelRun): FlywheelReport {
  const first = run.evaluations[0];
  const last = run.evaluations.at(-1);
  const comparison =
    first === undefined || last === undefined || run.evaluations.length < 2
      ? null
      : compare(first.summary, last.summary);
  return { v: 1, ...run, comparison };
}

/** Writes the three files into `folder` (made where needed; earlier ones replaced). Throws WorkspaceError: full, read_only, io. */
export function writeFlywheelReport(folder: string, run: FlywheelRun): ReportFiles {
  const report = flywheelReport(run);
  return guard(folder, () => {
    mkdirSync(folder, { recursive: true });
    return {
      json: place(folder, 'report.json', `${JSON.stringify(report, null, 2)}\n`),
      plot: place(folder, 'report.svg', successPlot(plotOf(report))),
      markdown: place(folder, 'report.md', reportMarkdown(report)),
    };
  });
}

function plotOf(report: FlywheelReport) {
  const first = report.evaluations[0]?.summary;
  const last = report.evaluations.length < 2 ? undefined : report.evaluations.at(-1)?.summary;
  const names = [
    ...new Set([...(first?.families ?? []), ...(last?.families ?? [])].map((one) => one.family)),
  ].sort();
  const find = (summary: EvaluationSummary | undefined, family: string) =>
    summary?.families.find((one) => one.family === family)?.success ?? null;
  return {
    title: `Flywheel on ${report.scenario}`,
    rounds: report.evaluations.map(({ label, summary }) => ({ label, value: summary.success })),
    families: names.map((family) => ({ family, before: find(first, family), after: find(last, family) })),
  };
}

/** Written beside its place, then renamed: a reader never sees half a report. */
function place(folder: string, name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
  return path;
}
