/**
 * The packs of a workspace: a working draft of each, saved as its author types, and versions that never change. Runs play the newest
 * version; a draft may be wrong, a version is not.
 */
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from '@understudy/kernel';
import {
  builtInPacks,
  examinePack,
  parsePack,
  ScenarioError,
  type Pack,
  type Problem,
} from '@understudy/scenarios';
import { guard, WorkspaceError } from '../store/errors.ts';
import type { Workspace } from '../store/workspace.ts';
import {
  draftFile,
  packsFolder,
  readDraftFile,
  readVersionFile,
  versionFile,
  versionsFolder,
  writeDraftFile,
  writeVersionFile,
  type Draft,
  type PackVersion,
  type VersionFile,
} from './library-files.ts';
import { loadPack } from './load.ts';

type Place = Pick<Workspace, 'folder'>;
type Clock = () => number;

/** A pack of the workspace in a list. */
export interface OwnPack {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly families: number;
  /** Of the draft, milliseconds since the epoch. */
  readonly savedAt: number;
  /** The newest version; null where none was saved yet. */
  readonly newest: PackVersion | null;
  /** Problems of the draft. */
  readonly problems: number;
}

export type DraftChange = Pick<Draft, 'revision' | 'document' | 'unparsed' | 'history'>;

/** The longest draft there may be, in characters of JSON, its history included. */
export const LONGEST_DRAFT = 8_000_000;

const IDS = /^[a-z][a-z0-9-]{0,63}$/;

/** A pack of the workspace that cannot be used, or whose newest version cannot be played. */
export interface DamagedPack {
  readonly id: string;
  /** Its folder. */
  readonly path: string;
  readonly reason: string;
  readonly remedy: string;
}

/** By id. What cannot be read is left out; `damagedPacks` tells of it. */
export function ownPacks(workspace: Place): readonly OwnPack[] {
  return ownIds(workspace).flatMap((id) => {
    const line = attempt(() => lineOf(workspace, id));
    return line.ok ? [line.value] : [];
  });
}

/** Each with what is wrong, by id; the others are none the worse for it. */
export function damagedPacks(workspace: Place): readonly DamagedPack[] {
  return ownIds(workspace).flatMap((id) => {
    const whole = attempt(() => lineOf(workspace, id).newest !== null && packById(workspace, id));
    return whole.ok ? [] : [{ id, path: join(packsFolder(workspace), id), ...whole.problem }];
  });
}

/** What is wrong with a file of somebody's is an answer; everything else is thrown. */
function attempt<T>(
  work: () => T,
):
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Pick<DamagedPack, 'reason' | 'remedy'> } {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof WorkspaceError)
      return { ok: false, problem: { reason: error.message, remedy: error.remedy } };
    if (error instanceof ScenarioError)
      return {
        ok: false,
        problem: {
          reason: error.message,
          remedy: 'Open it, correct what is marked, and save another version.',
        },
      };
    throw error;
  }
}

function lineOf(workspace: Place, id: string): OwnPack {
  const draft = readDraft(workspace, id);
  const families = memberOf(draft.document, 'families');
  return {
    id,
    title: textOf(draft.document, 'title') ?? id,
    description: textOf(draft.document, 'description') ?? '',
    families: Array.isArray(families) ? families.length : 0,
    savedAt: draft.savedAt,
    newest: packVersions(workspace, id).at(-1) ?? null,
    problems: draftProblems(id, draft).problems.length,
  };
}

function ownIds(workspace: Place): readonly string[] {
  const folder = packsFolder(workspace);
  if (!existsSync(folder)) return [];
  return guard(folder, () => readdirSync(folder))
    .filter((id) => IDS.test(id) && existsSync(draftFile(workspace, id)))
    .sort();
}

/**
 * Takes a document in as a new pack under an id: its draft and, where it is valid, version 1 with this note. Throws WorkspaceError
 * `conflict` where the id is taken or is none.
 */
export function addPack(
  workspace: Place,
  { id, document, note }: { readonly id: string; readonly document: Json; readonly note: string },
  now: Clock = Date.now,
): Draft {
  if (!IDS.test(id))
    throw new WorkspaceError('conflict', `"${id}" cannot be the name of a pack.`, {
      remedy: 'Use lower-case letters, digits and -, beginning with a letter, at most 64 of them.',
    });
  if (builtInPacks.some((pack) => pack.id === id) || existsSync(draftFile(workspace, id)))
    throw new WorkspaceError('conflict', `There is a pack called ${id} already.`, {
      remedy: 'Choose another name.',
    });
  const draft: Draft = {
    revision: 1,
    savedAt: now(),
    document: withId(document, id),
    unparsed: null,
    history: null,
  };
  writeDraftFile(draftFile(workspace, id), bounded(id, draft));
  if (draftProblems(id, draft).pack !== null) savePackVersion(workspace, id, { revision: 1, note }, now);
  return draft;
}

function withId(document: Json, id: string): Json {
  return isGroup(document) ? { ...document, id } : document;
}

/** Throws WorkspaceError `not_found` for an id that the workspace does not have. */
export function readDraft(workspace: Place, id: string): Draft {
  const file = draftFile(workspace, id);
  if (!IDS.test(id) || !existsSync(file))
    throw new WorkspaceError('not_found', `This workspace has no pack ${id}.`, {
      remedy: 'Choose one from the list of scenarios.',
    });
  return readDraftFile(file);
}

/**
 * Saves a draft over the revision that its author had read. Throws WorkspaceError `conflict` where somebody else has saved since:
 * nothing is written, and the author decides whose goes on.
 */
export function saveDraft(workspace: Place, id: string, change: DraftChange, now: Clock = Date.now): Draft {
  const { revision } = readDraft(workspace, id);
  if (revision !== change.revision)
    throw new WorkspaceError('conflict', `${id} was changed in another window meanwhile.`, {
      remedy: 'Take over what the other window wrote, or replace it with what you see here.',
    });
  const draft: Draft = { ...change, revision: revision + 1, savedAt: now() };
  writeDraftFile(draftFile(workspace, id), bounded(id, draft));
  return draft;
}

function bounded(id: string, draft: Draft): Draft {
  if (JSON.stringify(draft).length <= LONGEST_DRAFT) return draft;
  throw new WorkspaceError('conflict', `The draft of ${id} is longer than a pack can be.`, {
    remedy: `Keep it below ${String(LONGEST_DRAFT / 1_000_000)} million characters.`,
  });
}

/** What is wrong with a draft, with places; the pack where nothing is. */
export function draftProblems(
  id: string,
  { document, unparsed }: Pick<Draft, 'document' | 'unparsed'>,
): { readonly pack: Pack | null; readonly problems: readonly Problem[] } {
  const { pack, problems } = examinePack(document);
  const all: readonly Problem[] = [
    ...(unparsed === null
      ? []
      : [{ path: [], message: 'The JSON view holds text that is no JSON yet; correct it or discard it.' }]),
    ...(textOf(document, 'id') === id
      ? []
      : [{ path: ['id'], message: `This pack is kept as "${id}"; write that, or duplicate it.` }]),
    ...problems,
  ];
  return { pack: all.length === 0 ? pack : null, problems: all };
}

/** Oldest first. */
export function packVersions(workspace: Place, id: string): readonly PackVersion[] {
  return versionNumbers(workspace, id).map((number) => {
    const { document: _document, ...version } = readPackVersion(workspace, id, number);
    return version;
  });
}

function versionNumbers(workspace: Place, id: string): readonly number[] {
  const folder = versionsFolder(workspace, id);
  if (!IDS.test(id) || !existsSync(folder)) return [];
  return guard(folder, () => readdirSync(folder))
    .flatMap((name) => (/^(\d{4,})\.json$/.test(name) ? [Number(name.slice(0, -5))] : []))
    .sort((a, b) => a - b);
}

/** Throws WorkspaceError `not_found`. */
export function readPackVersion(workspace: Place, id: string, number: number): VersionFile {
  const file = versionFile(workspace, id, number);
  if (!IDS.test(id) || !existsSync(file))
    throw new WorkspaceError('not_found', `${id} has no version ${String(number)}.`, {
      remedy: 'Choose one of its versions.',
    });
  return readVersionFile(file);
}

/**
 * Makes the draft a version. Throws WorkspaceError `conflict` where it was changed since it was read or is not valid; runs play
 * versions, so a wrong one would only fail later.
 */
export function savePackVersion(
  workspace: Place,
  id: string,
  { revision, note }: { readonly revision: number; readonly note: string },
  now: Clock = Date.now,
): PackVersion {
  const draft = readDraft(workspace, id);
  if (draft.revision !== revision)
    throw new WorkspaceError('conflict', `${id} was changed in another window meanwhile.`, {
      remedy: 'Look at what was changed, then save the version again.',
    });
  const { problems } = draftProblems(id, draft);
  if (problems.length > 0)
    throw new WorkspaceError(
      'conflict',
      `${id} has ${problems.length === 1 ? 'a problem' : `${String(problems.length)} problems`}, so it cannot become a version.`,
      { remedy: 'Correct what is marked; the draft itself is saved.' },
    );
  const number = (packVersions(workspace, id).at(-1)?.number ?? 0) + 1;
  const version: PackVersion = { number, note, savedAt: now() };
  writeVersionFile(versionFile(workspace, id, number), { ...version, document: draft.document });
  return version;
}

/** Moves a pack with all its versions to `scenarios/.trash/`, from where it can be moved back by hand. Returns where it lies. */
export function trashPack(workspace: Place, id: string, now: Clock = Date.now): string {
  readDraft(workspace, id);
  const from = join(packsFolder(workspace), id);
  const to = join(packsFolder(workspace), '.trash', `${id}-${String(now())}`);
  guard(from, () => {
    mkdirSync(join(to, '..'), { recursive: true });
    renameSync(from, to);
  });
  return to;
}

/**
 * The pack that an id or a path names: a built-in one, the newest version of one of the workspace's, or a .json file. Throws
 * ScenarioError, or WorkspaceError `empty` for a pack of which no version was saved yet.
 */
export function packById(workspace: Place, idOrPath: string): Pack {
  if (builtInPacks.some((pack) => pack.id === idOrPath) || !existsSync(draftFile(workspace, idOrPath)))
    return loadPack(idOrPath);
  const newest = packVersions(workspace, idOrPath).at(-1);
  if (newest === undefined)
    throw new WorkspaceError('empty', `No version of ${idOrPath} was saved yet.`, {
      remedy: 'Open it under Scenarios and save a version: runs play versions, not drafts.',
    });
  const { document } = readPackVersion(workspace, idOrPath, newest.number);
  return parsePack(document, `${idOrPath}, version ${String(newest.number)}`);
}

/** Built-in packs, then the newest version of each of the workspace's that has one and can be played. */
export function allPacks(workspace: Place): readonly Pack[] {
  const own = ownPacks(workspace).filter(({ newest }) => newest !== null);
  return [
    ...builtInPacks,
    ...own.flatMap(({ id }) => {
      const pack = attempt(() => packById(workspace, id));
      return pack.ok ? [pack.value] : [];
    }),
  ];
}

/** Titles of versions that were read before, by file: a version never changes. */
const titles = new Map<string, string | null>();

/** What every pack is called, built-in or the workspace's, by id. A pack of which only a draft is there is called as that. */
export function packTitles(workspace: Place): ReadonlyMap<string, string> {
  const own = ownIds(workspace).flatMap((id): readonly (readonly [string, string])[] => {
    const title = attempt(() => {
      const newest = versionNumbers(workspace, id).at(-1);
      if (newest === undefined) return textOf(readDraft(workspace, id).document, 'title');
      const file = versionFile(workspace, id, newest);
      const known = titles.get(file) ?? textOf(readPackVersion(workspace, id, newest).document, 'title');
      titles.set(file, known);
      return known;
    });
    return title.ok && title.value !== null ? [[id, title.value]] : [];
  });
  return new Map([...builtInPacks.map(({ id, title }) => [id, title] as const), ...own]);
}

function textOf(document: Json, key: string): string | null {
  const value = memberOf(document, key);
  return typeof value === 'string' ? value : null;
}

function memberOf(document: Json, key: string): Json | undefined {
  return isGroup(document) ? document[key] : undefined;
}

function isGroup(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
