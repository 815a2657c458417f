/** Datasets: choosing what is worth learning from, with the reasons; writing it; reading it; handing it to others. */
import type {
  ChatMessage,
  CheckReport,
  DamagedDataset,
  DatasetManifest,
  DatasetRow,
  DropCode,
  SelectionSpec,
} from '@understudy/engine';
import { oc, type } from '@orpc/contract';
import { z } from 'zod';

export type { ChatMessage, CheckReport, DamagedDataset, DatasetManifest, DropCode, SelectionSpec };

export interface DatasetLine {
  /** The folder's name: `<name>-<version>`. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly scenario: string;
  readonly policies: readonly string[];
  readonly createdAt: string;
  readonly counts: DatasetManifest['counts'];
}

/** A run that episodes can be chosen from. */
export interface SourceRun {
  readonly id: string;
  readonly title: string;
  readonly scenario: string;
  readonly policyId: string;
  readonly kind: 'rollout' | 'evaluation';
  readonly episodes: number;
  readonly passed: number;
  readonly createdAt: number;
  /** Why nothing of it can be learned from; null where it can. */
  readonly refused: string | null;
}

/** What can be chosen by, as it occurs in the chosen runs. */
export interface SourceFacets {
  readonly policies: readonly string[];
  readonly flags: readonly { readonly id: string; readonly meaning: string; readonly episodes: number }[];
  readonly ends: readonly { readonly id: string; readonly episodes: number }[];
  /** Episodes that somebody labelled as a whole. */
  readonly labelled: number;
}

/** What a selection comes to. */
export interface SelectionCounts {
  readonly considered: number;
  readonly kept: number;
  /** The most frequent reason first. */
  readonly dropped: readonly { readonly code: DropCode; readonly episodes: number }[];
  readonly tasks: number;
  /** Of the kept ones; null where nothing is kept. */
  readonly meanReward: number | null;
  readonly policies: readonly string[];
  readonly scenarios: readonly string[];
  readonly facets: SourceFacets;
  /** How long the selection took, in milliseconds. */
  readonly milliseconds: number;
}

export interface ChosenEpisode {
  readonly episodeId: string;
  readonly taskId: string;
  readonly sample: number;
  readonly reward: number | null;
  readonly success: boolean | null;
  readonly turns: number;
  /** One sentence. */
  readonly reason: string;
}

/** A piece of a row's tokens. */
export interface TokenPiece {
  readonly text: string;
  /** It marks structure and is never text. */
  readonly control: boolean;
  /** The model wrote it, and learns from it. */
  readonly learned: boolean;
}

/** A row as the three views show it. */
export interface DatasetRowView {
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly string[];
  /** Null where whoever played recorded none. A row has several where its prompt started afresh. */
  readonly tokens: {
    readonly pieces: readonly TokenPiece[];
    /** All of them, also those beyond what is shown. */
    readonly total: number;
    readonly learned: number;
    /** False where the model's file is not at hand: then the numbers stand for the words. */
    readonly readable: boolean;
  } | null;
  /** Null for an episode that is not in a dataset yet. */
  readonly provenance: DatasetRow['provenance'] | null;
}

export interface RowLine {
  readonly id: string;
  readonly taskId: string;
  readonly family: string;
  readonly policyId: string;
  readonly reward: number;
  readonly turns: number;
  readonly selected: string;
}

export interface DatasetPage extends DatasetLine {
  readonly path: string;
  readonly hash: string;
  readonly license: string;
  readonly modelHash: string | null;
  readonly files: DatasetManifest['files'];
  readonly spec: SelectionSpec;
  readonly card: string;
  /** All datasets of this name, the newest first; this one among them. */
  readonly versions: readonly DatasetLine[];
  readonly formats: readonly FormatLine[];
}

export interface FormatLine {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** Why this dataset has nothing for it. */
  readonly missing: string | null;
}

export interface DatasetDiff {
  readonly added: readonly RowLine[];
  readonly removed: readonly RowLine[];
  readonly same: number;
}

export interface FileCheck {
  /** What is wrong, a sentence each; empty when every file is as it was written. */
  readonly problems: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

export interface ExportSummary {
  readonly format: string;
  /** Absolute path of the file or folder that was written. */
  readonly path: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly rows: number;
  readonly leftOut: readonly { readonly reason: string; readonly rows: number }[];
  readonly report: CheckReport;
  /** The one file can be taken along by `download`, with this name; null for a folder, and for what is too large. */
  readonly download: string | null;
}

/** Checked in full at the host, where the engine's own schema is. */
const spec = z.custom<Partial<SelectionSpec>>((value) => typeof value === 'object' && value !== null);
const runs = z.array(z.string().min(1)).min(1).max(1000);
const folder = z.string().min(1).max(120);
const page = { offset: z.int().min(0), limit: z.int().min(1).max(500) };
const format = z.string().min(1).max(40);

export const datasets = {
  /** By name, the newest first within a name. */
  list: oc.output(type<readonly DatasetLine[]>()),
  /** Folders among the datasets that cannot be used, with the reason; they are in no other list. */
  damaged: oc.output(type<readonly DamagedDataset[]>()),
  /** The runs that can be chosen from, newest first, and the selection that a form begins with. */
  sources: oc.output(type<{ readonly runs: readonly SourceRun[]; readonly defaults: SelectionSpec }>()),
  count: oc.input(z.strictObject({ runs, spec })).output(type<SelectionCounts>()),
  /** The episodes that are kept (`kept`) or dropped for one reason. */
  chosen: oc
    .input(z.strictObject({ runs, spec, which: z.string().min(1), ...page }))
    .output(type<readonly ChosenEpisode[]>()),
  /** An episode as it would stand in the dataset. */
  preview: oc.input(z.strictObject({ episode: z.string().min(1) })).output(type<DatasetRowView>()),
  /** Writes what the selection keeps; the same content again gives the dataset that is there. */
  write: oc
    .input(
      z.strictObject({
        runs,
        spec,
        name: z.string().max(61),
        /** Also pairs of a better and a worse answer, whose rewards are at least this far apart. */
        pairs: z.number().min(0.01).max(1).nullable(),
        /** Also every judged answer, labelled good or bad. */
        kto: z.boolean(),
        /** Also what reviewers said of whole episodes, as grades: a reward model learns from them. */
        reviews: z.boolean().default(false),
      }),
    )
    .output(type<{ readonly folder: string; readonly existed: boolean }>()),
  get: oc.input(z.strictObject({ folder })).output(type<DatasetPage>()),
  rows: oc.input(z.strictObject({ folder, ...page })).output(type<readonly RowLine[]>()),
  row: oc.input(z.strictObject({ folder, row: z.string() })).output(type<DatasetRowView>()),
  /** From `folder` to `to`: what the later one has more and less. */
  diff: oc.input(z.strictObject({ folder, to: folder })).output(type<DatasetDiff>()),
  /** Reads every file and compares its hash with the manifest's. */
  verify: oc.input(z.strictObject({ folder })).output(type<FileCheck>()),
  /** `to`: an absolute path that its person chose; null is a new one in the workspace's `exports`. */
  export: oc
    .input(z.strictObject({ folder, format, to: z.string().min(1).nullable() }))
    .output(type<ExportSummary>()),
  /** What a file or folder of this export would be called. */
  exportName: oc.input(z.strictObject({ folder, format })).output(type<{ readonly name: string }>()),
  /** The one file of an export in the workspace's `exports`, for a browser to keep: base64. */
  download: oc
    .input(z.strictObject({ name: z.string().min(1).max(200) }))
    .output(type<{ readonly name: string; readonly base64: string }>()),
};
