/** How the packs of a workspace lie on disk: `scenarios/<id>/draft.json` and `scenarios/<id>/versions/<number>.json`. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Json } from '@understudy/kernel';
import { z } from 'zod';
import { guard, WorkspaceError } from '../store/errors.ts';
import type { Workspace } from '../store/workspace.ts';

/** What an author works on. It need not be a valid pack, nor even JSON while somebody types. */
export interface Draft {
  /** Counts the savings: who saves names the one that was read, so that two windows never overwrite each other. */
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
  readonly document: Json;
  /** Text of the JSON view that does not parse yet; null where the document says it all. */
  readonly unparsed: string | null;
  /** What the screen needs to undo and redo after a reload; this library only keeps it. */
  readonly history: Json;
}

/** A draft that was given a number and a note. It never changes. */
export interface PackVersion {
  /** From 1. */
  readonly number: number;
  readonly note: string;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
}

export interface VersionFile extends PackVersion {
  readonly document: Json;
}

const json = z.json();
const time = z.int().nonnegative();

const draftSchema = z.object({
  understudy: z.literal('pack-draft'),
  revision: z.int().positive(),
  savedAt: time,
  document: json,
  unparsed: z.string().nullable(),
  history: json,
});
const versionSchema = z.object({
  understudy: z.literal('pack-version'),
  number: z.int().positive(),
  note: z.string(),
  savedAt: time,
  document: json,
});

export function packsFolder(workspace: Pick<Workspace, 'folder'>): string {
  return join(workspace.folder, 'scenarios');
}

export function draftFile(workspace: Pick<Workspace, 'folder'>, id: string): string {
  return join(packsFolder(workspace), id, 'draft.json');
}

export function versionsFolder(workspace: Pick<Workspace, 'folder'>, id: string): string {
  return join(packsFolder(workspace), id, 'versions');
}

export function versionFile(workspace: Pick<Workspace, 'folder'>, id: string, number: number): string {
  return join(versionsFolder(workspace, id), `${String(number).padStart(4, '0')}.json`);
}

export function readDraftFile(path: string): Draft {
  const { understudy: _kind, ...draft } = read(path, draftSchema);
  return draft;
}

export function readVersionFile(path: string): VersionFile {
  const { understudy: _kind, ...version } = read(path, versionSchema);
  return version;
}

export function writeDraftFile(path: string, draft: Draft): void {
  write(path, { understudy: 'pack-draft', ...draft });
}

export function writeVersionFile(path: string, version: VersionFile): void {
  write(path, { understudy: 'pack-version', ...version });
}

function read<T>(path: string, schema: z.ZodType<T>): T {
  const text = guard(path, () => readFileSync(path, 'utf8'));
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new WorkspaceError('corrupt', `${path} is damaged.`, {
      remedy: 'Move it aside and restore a copy; the saved versions beside it are whole packs of their own.',
      cause: error,
    });
  }
}

/** Whole or not at all: whoever reads meanwhile gets what was there before. */
function write(path: string, content: object): void {
  const beside = `${path}.${String(process.pid)}.new`;
  guard(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(beside, `${JSON.stringify(content)}\n`, { flush: true });
      renameSync(beside, path);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  });
}
