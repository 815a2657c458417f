/** What every procedure of the contract is given, and the implementer that all areas are built with. */
import type { TraceStore, UsableTrainer, Workspace } from '@understudy/engine';
import { implement } from '@orpc/server';
import type { Changes } from './changes.ts';
import { contract } from './contract/index.ts';
import type { Splits } from './splits.ts';
import type { Works } from './work/works.ts';

export interface HostContext {
  readonly workspace: Workspace;
  readonly store: TraceStore;
  readonly changes: Changes;
  readonly works: Works;
  /** Worlds and tasks by pack and split, shared. */
  readonly splits: Splits;
  /** The trainer's Python, or why there is none. The first call takes seconds, for it asks PyTorch; later ones remember. */
  trainer(): Promise<UsableTrainer>;
}

export const os = implement(contract).$context<HostContext>();
