/**
 * One draft under somebody's hands: the document, what can be undone, what is wrong with it, and whether it is saved. It belongs to no
 * component. Every edit is journalled in this browser at once and saved in the workspace a moment later.
 */
import type { Json, OpenPack, PackHead, Problem, SavedDraft } from '@understudy/host/contract';
import { same } from './document/changes.ts';
import {
  back,
  forth,
  historyJson,
  noHistory,
  readHistory,
  remembered,
  type History,
} from './document/history.ts';
import { isGroup, readJson, withValue, type Path } from './document/tree.ts';

/**
 * `conflict`: another window saved something else; nothing is written until somebody decides. `failed`: it could not be saved; it is
 * kept in this browser and tried again.
 */
export type Saving = 'saved' | 'unsaved' | 'saving' | 'conflict' | 'failed';

export interface DesignState {
  readonly id: string;
  /** A built-in pack cannot be changed. */
  readonly readOnly: boolean;
  readonly document: Json;
  /** Text of the JSON view that is none yet. */
  readonly unparsed: string | null;
  readonly history: History;
  /** Of what was saved last. */
  readonly problems: readonly Problem[];
  readonly revision: number;
  readonly saving: Saving;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
  readonly error: unknown;
}

export interface SaveOrder {
  readonly id: string;
  readonly revision: number;
  readonly document: Json;
  readonly unparsed: string | null;
  readonly history: Json;
}

/** What a design needs of the world around it. */
export interface Surroundings {
  save(order: SaveOrder): Promise<SavedDraft>;
  open(): Promise<OpenPack>;
  /** Whether an error says that somebody else saved meanwhile. */
  isConflict(error: unknown): boolean;
  readonly journal: Journal;
  readonly now: () => number;
  /** Milliseconds between the last edit and saving. */
  readonly delay: number;
}

/** What was edited and not saved yet, kept in this browser over a crash or a reload. */
export interface Journal {
  read(id: string): string | null;
  write(id: string, text: string): void;
  clear(id: string): void;
}

export interface Design {
  readonly state: () => DesignState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly set: (path: Path, value: Json | undefined, label: string) => void;
  readonly change: (label: string, change: (document: Json) => Json) => void;
  readonly setUnparsed: (text: string | null) => void;
  readonly undo: () => string | null;
  readonly redo: () => string | null;
  /** Resolves when all that was edited until now is saved, or could not be. */
  readonly flush: () => Promise<void>;
  /** What the workspace holds now, as another window left it. */
  readonly heard: (head: PackHead) => void;
  /** Ends a conflict. The other side can be brought back by undoing. */
  readonly settle: (keep: 'mine' | 'theirs') => Promise<void>;
  /** Saves no more: for a pack that is gone. */
  readonly dispose: () => void;
}

const RETRY_MS = 3000;

export function createDesign(opened: OpenPack, around: Surroundings): Design {
  const { draft } = opened;
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let under: Promise<void> | null = null;
  let state: DesignState = {
    id: opened.id,
    readOnly: draft === null,
    document: opened.document,
    unparsed: draft?.unparsed ?? null,
    history: draft === null ? noHistory : readHistory(draft.history),
    problems: opened.problems,
    revision: draft?.revision ?? 0,
    saving: 'saved',
    savedAt: draft?.savedAt ?? 0,
    error: null,
  };

  const become = (change: Partial<DesignState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const later = (wait: number): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void flush(), wait);
  };
  const edited = (change: Partial<DesignState>): void => {
    if (state.readOnly) return;
    become({ ...change, saving: state.saving === 'conflict' ? 'conflict' : 'unsaved' });
    around.journal.write(state.id, journalText(state));
    if (state.saving !== 'conflict') later(around.delay);
  };

  const saveOnce = async (): Promise<void> => {
    const { id, revision, document, unparsed, history } = state;
    become({ saving: 'saving' });
    try {
      const saved = await around.save({ id, revision, document, unparsed, history: historyJson(history) });
      const unchanged = state.document === document && state.unparsed === unparsed;
      become({
        revision: saved.revision,
        savedAt: saved.savedAt,
        problems: saved.problems,
        saving: unchanged ? 'saved' : 'unsaved',
        error: null,
      });
      if (unchanged) around.journal.clear(id);
      else around.journal.write(id, journalText(state));
    } catch (error) {
      const conflict = around.isConflict(error);
      become({ saving: conflict ? 'conflict' : 'failed', error });
      if (!conflict) later(RETRY_MS);
    }
  };
  const saveAll = async (): Promise<void> => {
    while (state.saving === 'unsaved' || state.saving === 'failed') {
      await saveOnce();
      if (waits(state.saving)) return;
    }
  };
  const flush = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (state.readOnly) return;
    under ??= saveAll().finally(() => {
      under = null;
    });
    await under;
  };
  const step = (stepped: ReturnType<typeof back>): string | null => {
    if (stepped === null) return null;
    edited({ document: stepped.document, history: stepped.history });
    return stepped.step.label;
  };
  const change = (label: string, next: (document: Json) => Json): void => {
    const { document, history } = state;
    const after = next(document);
    if (state.readOnly || same(document, after)) return;
    edited({ document: after, history: remembered(history, document, after, label, around.now()) });
  };

  const left = draft === null ? null : readJournal(around.journal.read(state.id));
  if (left !== null && !(same(left.document, state.document) && left.unparsed === state.unparsed)) {
    // Of another revision: somebody saved in between, and that somebody's work is not overwritten without a word.
    const saving = left.revision === state.revision ? 'unsaved' : 'conflict';
    state = { ...state, document: left.document, unparsed: left.unparsed, history: left.history, saving };
    if (saving === 'unsaved') later(around.delay);
  }

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (path, value, label) => change(label, (document) => withValue(document, path, value)),
    change,
    setUnparsed: (unparsed) => {
      if (unparsed !== state.unparsed) edited({ unparsed });
    },
    undo: () => step(back(state.document, state.history)),
    redo: () => step(forth(state.document, state.history)),
    flush,
    heard: ({ revision }) => {
      if (state.readOnly || revision <= state.revision || under !== null) return;
      if (state.saving === 'saved') void adopt();
      else become({ saving: 'conflict' });
    },
    settle: async (keep) => {
      const mine = state;
      const theirs = await around.open();
      if (theirs.draft === null) return;
      const { revision, savedAt } = theirs.draft;
      const [label, before, after] =
        keep === 'mine'
          ? (['Keep mine over the other window’s', theirs.document, mine.document] as const)
          : (['Take over the other window’s', mine.document, theirs.document] as const);
      const base = keep === 'mine' ? readHistory(theirs.draft.history) : mine.history;
      become({ revision, savedAt, saving: 'unsaved', problems: theirs.problems });
      edited({
        document: after,
        unparsed: keep === 'mine' ? mine.unparsed : theirs.draft.unparsed,
        history: remembered(base, before, after, label, around.now()),
      });
      await flush();
    },
    dispose: () => {
      if (timer !== null) clearTimeout(timer);
      listeners.clear();
    },
  };

  async function adopt(): Promise<void> {
    const { draft: theirs, document, problems } = await around.open();
    if (theirs === null || theirs.revision <= state.revision) return;
    if (state.saving !== 'saved') {
      become({ saving: 'conflict' });
      return;
    }
    const { revision, savedAt, unparsed } = theirs;
    become({ document, problems, revision, savedAt, unparsed, history: readHistory(theirs.history) });
  }
}

function waits(saving: Saving): boolean {
  return saving === 'conflict' || saving === 'failed';
}

function journalText({ revision, document, unparsed, history }: DesignState): string {
  return JSON.stringify({ revision, document, unparsed, history: historyJson(history) });
}

function readJournal(
  text: string | null,
): Pick<DesignState, 'revision' | 'document' | 'unparsed' | 'history'> | null {
  const kept = text === null ? undefined : readJson(text);
  if (!isGroup(kept)) return null;
  const { revision, document, unparsed, history } = kept;
  if (typeof revision !== 'number' || document === undefined) return null;
  return {
    revision,
    document,
    unparsed: typeof unparsed === 'string' ? unparsed : null,
    history: readHistory(history ?? null),
  };
}
