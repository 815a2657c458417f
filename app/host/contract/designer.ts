/** Scenarios: the packs there are, and the drafts in which somebody designs them. */
import type {
  DamagedPack,
  Draft,
  OwnPack,
  PackVersion,
  SpokenSample,
  TaskSample,
  VersionFile,
} from '@understudy/engine';
import type { Json } from '@understudy/kernel';
import type { Audit, FamilyAdmission, Flips, Problem } from '@understudy/scenarios';
import { oc, type } from '@orpc/contract';
import { z } from 'zod';

export type { Json } from '@understudy/kernel';
export type {
  DamagedPack,
  Draft,
  OwnPack,
  PackVersion,
  SpokenSample,
  TaskSample,
  VersionFile,
} from '@understudy/engine';
export type { Audit, AuditRow, Flips, GoldMove, Problem } from '@understudy/scenarios';

export interface PackLine {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly systems: readonly string[];
  readonly families: number;
  readonly tasks: number;
}

export interface PackList {
  readonly builtIn: readonly PackLine[];
  readonly own: readonly OwnPack[];
  /** Own ones that cannot be used, or not be played, with what to do. */
  readonly damaged: readonly DamagedPack[];
}

/** A pack that is open in the designer. */
export interface OpenPack {
  readonly id: string;
  /** Null for a built-in one, which can be looked at and duplicated only. */
  readonly draft: Draft | null;
  readonly document: Json;
  readonly problems: readonly Problem[];
  /** Oldest first. */
  readonly versions: readonly PackVersion[];
}

export interface PackHead {
  readonly revision: number;
  /** Oldest first. */
  readonly versions: readonly PackVersion[];
}

export interface SavedDraft {
  readonly revision: number;
  readonly savedAt: number;
  readonly problems: readonly Problem[];
}

export interface ColumnWords {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** Table it refers to. */
  readonly refers: string | null;
}

export interface ToolWords {
  readonly name: string;
  readonly description: string;
  readonly effect: 'read' | 'write';
  readonly by: 'agent' | 'user' | 'system';
  readonly arguments: readonly { readonly name: string; readonly required: boolean }[];
}

export interface LifecycleWords {
  readonly id: string;
  readonly table: string;
  readonly column: string;
  readonly initial: string;
  readonly states: readonly {
    readonly name: string;
    readonly final: boolean;
    readonly on: readonly string[];
  }[];
}

/** What the systems call things, for the forms. */
export interface SystemWords {
  readonly id: string;
  readonly title: string;
  readonly tables: readonly { readonly name: string; readonly columns: readonly ColumnWords[] }[];
  readonly tools: readonly ToolWords[];
  readonly lifecycles: readonly LifecycleWords[];
}

export interface Vocabulary {
  readonly systems: readonly SystemWords[];
  /** JSON Schema of a pack as an author writes it. */
  readonly schema: Json;
}

/** What admission found so far, or in the end. */
export interface AdmissionState {
  /** The piece of work that is at it, or was; null for one of before the host was started. */
  readonly work: string | null;
  readonly running: boolean;
  readonly tried: number;
  readonly candidates: number;
  readonly families: readonly FamilyAdmission[];
  /** Whether the draft is still the one that was tried. */
  readonly current: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const id = z.string().min(1).max(64);
const document: z.ZodType<Json, Json> = z.json();

export const designer = {
  list: oc.output(type<PackList>()),
  get: oc.input(z.strictObject({ id })).output(type<OpenPack>()),
  /** What another window may have changed. */
  head: oc.input(z.strictObject({ id })).output(type<PackHead>()),
  /** Takes a pack over under another name: a built-in one or one of the workspace's. */
  duplicate: oc
    .input(z.strictObject({ from: id, id, title: z.string().min(1).max(200) }))
    .output(type<{ readonly id: string }>()),
  /** Begins with a small pack that is sound already. */
  create: oc
    .input(z.strictObject({ id, title: z.string().min(1).max(200) }))
    .output(type<{ readonly id: string }>()),
  /** Takes in the text of a .json file, under its own id or another. */
  import: oc
    .input(z.strictObject({ text: z.string().max(8_000_000), id: id.optional() }))
    .output(type<{ readonly id: string }>()),
  remove: oc.input(z.strictObject({ id })).output(type<{ readonly folder: string }>()),
  /** Refused with CONFLICT where another window saved since `revision`. */
  save: oc
    .input(
      z.strictObject({
        id,
        revision: z.int().positive(),
        document,
        unparsed: z.string().nullable(),
        history: document,
      }),
    )
    .output(type<SavedDraft>()),
  saveVersion: oc
    .input(z.strictObject({ id, revision: z.int().positive(), note: z.string().max(300) }))
    .output(type<PackVersion>()),
  version: oc.input(z.strictObject({ id, number: z.int().positive() })).output(type<VersionFile>()),
  vocabulary: oc.output(type<Vocabulary>()),
  /** What follows is asked of a document, so that it answers for what is on the screen. Each can be cancelled. */
  tasks: oc
    .input(
      z.strictObject({
        document,
        family: z.string(),
        split: z.enum(['train', 'heldout']),
        count: z.int().min(1).max(50),
      }),
    )
    .output(type<readonly TaskSample[]>()),
  audit: oc
    .input(z.strictObject({ document, family: z.string(), count: z.int().min(1).max(20) }))
    .output(type<Audit>()),
  voice: oc
    .input(
      z.strictObject({ document, family: z.string(), persona: z.string(), draws: z.int().min(1).max(5) }),
    )
    .output(type<readonly (readonly SpokenSample[])[]>()),
  /** Against the newest version of the pack. */
  flips: oc
    .input(z.strictObject({ id, document, count: z.int().min(1).max(500) }))
    .output(type<Flips | null>()),
  /** Opens a stage on which a task of the document is played, of which nothing is kept: `play.follow` shows it. */
  rehearse: oc
    .input(
      z.strictObject({
        document,
        family: z.string(),
        index: z.int().min(0).max(100_000),
        policy: z.string().min(1).nullable(),
        voice: z.string().min(1).optional(),
        judge: z.string().min(1).optional(),
        episode: z.strictObject({ id: z.string(), step: z.int().min(0) }).nullable(),
      }),
    )
    .output(type<{ readonly stage: string }>()),
  admission: {
    /** Tries the draft's tasks, `most` of each split where it is given. */
    start: oc
      .input(z.strictObject({ id, most: z.int().min(1).optional() }))
      .output(type<{ readonly work: string }>()),
    state: oc.input(z.strictObject({ id })).output(type<AdmissionState | null>()),
  },
};
