/** Writes what a selection kept as an immutable dataset: beside its place first, then renamed, so that it is whole or not there. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolSpec } from '@understudy/kernel';
import type { EpisodeEvent } from '@understudy/scenarios';
import type { SelectionResult } from '../selection/select.ts';
import { guard, WorkspaceError } from '../store/errors.ts';
import type { TraceStore } from '../store/traces.ts';
import type { Workspace } from '../store/workspace.ts';
import { datasetCard } from './card.ts';
import {
  contentHash,
  datasetManifestSchema,
  datasetNameSchema,
  digest,
  type ContentFile,
  type DatasetFile,
  type DatasetManifest,
} from './manifest.ts';
import { parquetBytes } from './parquet.ts';
import { preferencesOf, type PreferenceOptions } from './preferences.ts';
import { readManifest, verifyDataset } from './read.ts';
import { datasetRow, type DatasetRow } from './row.ts';
import { tokenRows, type TokenRow } from './tokens.ts';

export interface DatasetOptions {
  /** a-z, 0-9, `.`, `_`, `-`. The folder is `<name>-<first 12 digits of the content's hash>`. */
  readonly name: string;
  readonly scenario: string;
  /** Whose traces may be in it; a trace of any other policy (a gold one, say) is refused. */
  readonly policies: readonly string[];
  readonly modelHash: string | null;
  /** Descriptions of all tools that the episodes were offered. */
  readonly tools: readonly ToolSpec[];
  /** A licence id of the Hub. Default apache-2.0. */
  readonly license?: string;
  /** Pairs and labels to write beside the rows, from all the episodes that the selection looked at. Default none. */
  readonly preferences?: PreferenceOptions;
}

interface Entry {
  readonly row: DatasetRow;
  readonly tokens: readonly TokenRow[];
}

/**
 * Writes the kept episodes of `selection` as a dataset of the workspace and returns its manifest. The same content again
 * returns the existing one. Throws WorkspaceError: held_out (naming the task), foreign_trace, empty, not_found, conflict (the
 * existing one was altered, or templates are mixed), full, read_only, io; RangeError for a trace that is not whole.
 */
export function writeDataset(
  workspace: Workspace,
  store: TraceStore,
  selection: SelectionResult,
  options: DatasetOptions,
): DatasetManifest {
  const name = datasetNameSchema.parse(options.name);
  const entries = collect(store, selection, options);
  const looked = [...selection.kept, ...selection.dropped].map(({ episodeId }) => episodeId);
  const preferences = preferencesOf(store, looked, options.policies, options.preferences ?? {});
  const content: Record<ContentFile, string | Uint8Array> & typeof preferences.files = {
    ...preferences.files,
    'train.jsonl': jsonLines(entries.map((entry) => entry.row)),
    'tokens.jsonl': jsonLines(entries.flatMap((entry) => entry.tokens)),
    'data.parquet': parquetBytes(entries),
    'selection.json': `${JSON.stringify(selection, null, 2)}\n`,
  };
  const hash = contentHash((path) => {
    const data = content[path];
    return data === undefined ? undefined : digest(data);
  });
  const described = {
    v: 1 as const,
    name,
    version: hash.slice(0, 12),
    hash,
    scenario: options.scenario,
    license: options.license ?? 'apache-2.0',
    modelHash: options.modelHash,
    policies: [...options.policies],
    counts: { ...count(entries, selection), ...preferences.counts },
  };
  const folder = datasetFolder(workspace, described);
  if (existsSync(folder)) return existing(folder);

  const files: Readonly<Partial<Record<DatasetFile, string | Uint8Array>>> = {
    ...content,
    'README.md': datasetCard(described, selection.spec),
  };
  const manifest = datasetManifestSchema.parse({
    ...described,
    createdAt: new Date().toISOString(),
    files: Object.entries(files).map(([path, data]) => ({
      path,
      sha256: digest(data),
      bytes: Buffer.byteLength(data),
    })),
  });
  const beside = join(workspace.datasets, `.writing-${name}-${described.version}`);
  guard(folder, () => {
    rmSync(beside, { recursive: true, force: true });
    try {
      mkdirSync(beside, { recursive: true });
      for (const [path, data] of Object.entries(files)) writeFileSync(join(beside, path), data);
      writeFileSync(join(beside, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
      renameSync(beside, folder);
    } catch (error) {
      rmSync(beside, { recursive: true, force: true });
      throw error;
    }
  });
  return manifest;
}

/** Where a dataset of this workspace lies. */
export function datasetFolder(
  workspace: Workspace,
  dataset: Pick<DatasetManifest, 'name' | 'version'>,
): string {
  return join(workspace.datasets, `${dataset.name}-${dataset.version}`);
}

function collect(store: TraceStore, selection: SelectionResult, options: DatasetOptions): readonly Entry[] {
  if (selection.kept.length === 0) {
    const counts = Object.entries(selection.counts).map(([code, count]) => `${code} ${count}`);
    throw new WorkspaceError(
      'empty',
      `The selection kept no episode (${counts.join(', ')}), so there is no dataset to write.`,
      {
        remedy: 'Roll out more tasks or more samples of each, or loosen the selection.',
      },
    );
  }
  const tools = new Map(options.tools.map((tool) => [tool.name, tool]));
  const entries = selection.kept.map(({ episodeId, reason }): Entry => {
    const episode = store.episode(episodeId);
    if (episode === null) {
      throw new WorkspaceError('not_found', `The selected episode ${episodeId} is not in this workspace.`, {
        remedy: 'Select again from the workspace that the dataset is written to.',
      });
    }
    if (episode.split !== 'train') {
      throw new WorkspaceError(
        'held_out',
        `The task ${episode.taskId} (episode ${episodeId}) is held out for evaluation.`,
        {
          remedy: 'Leave it out of the selection: a model trained on it could not be evaluated any more.',
        },
      );
    }
    if (!options.policies.includes(episode.policyId)) {
      throw new WorkspaceError(
        'foreign_trace',
        `The episode ${episodeId} was played by ${episode.policyId}, which is none of ${options.policies.join(', ')}.`,
        { remedy: 'Restrict the selection to these policies, or name the policy when writing the dataset.' },
      );
    }
    const events = store.events(episodeId);
    const stranger = strangerIn(events, options.policies);
    if (stranger !== null) {
      throw new WorkspaceError(
        'foreign_trace',
        `In the episode ${episodeId} a turn was taken by ${stranger}, which is none of ${options.policies.join(', ')}.`,
        { remedy: 'Leave it out of the selection, or name that policy too when writing the dataset.' },
      );
    }
    if (events.some((event) => event.case !== undefined)) {
      throw new WorkspaceError(
        'foreign_trace',
        `The episode ${episodeId} is a shift: its conversation was folded as it went on, and is not one row of chat.`,
        { remedy: 'Write datasets of runs of single tasks.' },
      );
    }
    return { row: datasetRow(episode, events, tools, reason), tokens: tokenRows(episodeId, events) };
  });
  const templates = new Set(entries.flatMap(({ row }) => row.provenance.templateHash ?? []));
  if (templates.size > 1) {
    throw new WorkspaceError(
      'conflict',
      `The selected episodes were rendered with ${templates.size} different chat templates.`,
      {
        remedy:
          'Select the episodes of one model family at a time: tokens of different templates do not mix.',
      },
    );
  }
  return entries;
}

function count(entries: readonly Entry[], selection: SelectionResult): DatasetManifest['counts'] {
  const tokens = entries.flatMap((entry) => entry.tokens);
  const families = new Map<string, number>();
  for (const family of entries.map(({ row }) => row.provenance.family).sort()) {
    families.set(family, (families.get(family) ?? 0) + 1);
  }
  const { kept: _kept, ...dropped } = selection.counts;
  return {
    episodes: entries.length,
    tasks: new Set(entries.map(({ row }) => row.provenance.taskId)).size,
    tokenRows: tokens.length,
    tokens: tokens.reduce((sum, row) => sum + row.input_ids.length, 0),
    supervisedTokens: tokens.reduce((sum, row) => sum + row.loss_mask.filter((mask) => mask === 1).length, 0),
    families: Object.fromEntries(families),
    considered: selection.kept.length + selection.dropped.length,
    dropped,
  };
}

function existing(folder: string): DatasetManifest {
  const problems = verifyDataset(folder);
  if (problems.length > 0) {
    throw new WorkspaceError('conflict', `${folder} exists but was altered: ${problems.join('; ')}.`, {
      remedy: 'Move the folder away and write the dataset again.',
    });
  }
  return readManifest(folder);
}

function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Who took a turn of the episode without being one of the policies (a person, or whom it was forked from); null where nobody did. */
function strangerIn(events: readonly EpisodeEvent[], policies: readonly string[]): string | null {
  const opened = events.find((event) => event.type === 'opened');
  const movers = events.flatMap((event) =>
    event.type === 'agent_turn' ? [event.by ?? opened?.policyId] : [],
  );
  return movers.find((mover) => mover !== undefined && !policies.includes(mover)) ?? null;
}
