/** What every procedure of the contract is given, and the implementer that all areas are built with. */
import type { TraceStore, TryOuts, UsableTrainer, Workspace } from '@understudy/engine';
import { implement } from '@orpc/server';
import type { Changes } from './changes.ts';
import { contract } from './contract/index.ts';
import type { Stages } from './play/stages.ts';
import type { Uploads } from './policies/uploads.ts';
import type { Splits } from './splits.ts';
import type { Worlds } from './systems/worlds.ts';
import type { Works } from './work/works.ts';

export interface HostContext {
  readonly workspace: Workspace;
  readonly store: TraceStore;
  readonly changes: Changes;
  readonly works: Works;
  /** Worlds and tasks by pack and split, shared. */
  readonly splits: Splits;
  /** Worlds of the systems that somebody looks into. */
  readonly worlds: Worlds;
  /** Episodes that somebody plays by hand. */
  readonly stages: Stages;
  /** Model files that browsers are sending. */
  readonly uploads: Uploads;
  /** The thread in which packs are tried out while somebody designs them. */
  readonly tryOuts: TryOuts;
  /** The trainer's Python, or why there is none. The first call takes seconds, for it asks PyTorch; later ones remember. */
  trainer(): Promise<UsableTrainer>;
}

export const os = implement(contract).$context<HostContext>();
