/** The built-in desk for tests of the engine: a few of its tasks, a workspace that is thrown away, and policies that misbehave. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpisodeEvent, Pack } from '@understudy/scenarios';
import { loadPack, openSplit, type OpenSplit } from '../packs/load.ts';
import { openPolicy } from '../policies/open.ts';
import type { ActInput, ActOutput, Policy } from '../policies/policy.ts';
import { openTraceStore, type TraceStore } from '../store/traces.ts';
import { openWorkspace, type Workspace } from '../store/workspace.ts';

export interface Desk extends OpenSplit {
  readonly pack: Pack;
}

export async function openDesk(tasks: number): Promise<Desk> {
  const pack = loadPack('helpdesk-refunds');
  return { pack, ...(await openSplit(pack, 'train', tasks)) };
}

/** A workspace of its own, with its store; `close` removes it. */
export function scratch(): { readonly workspace: Workspace; readonly store: TraceStore; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-'));
  const workspace = openWorkspace(folder, { lock: true });
  const store = openTraceStore(workspace);
  return {
    workspace,
    store,
    close: () => {
      store.close();
      workspace.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export function gold(desk: Desk): Promise<Policy> {
  return openPolicy({ name: 'gold', temperature: 0, processes: 1 }, desk.tasks, new AbortController().signal);
}

/** A policy out of one function. */
export function acting(
  act: (input: ActInput, signal: AbortSignal) => Promise<ActOutput>,
  concurrency = 1,
): Policy {
  return { id: 'test:acting', kind: 'scripted', concurrency, act, close: () => Promise.resolve() };
}

export const free = { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null };

/** Waits for the abort, as a model at work does. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Events without what the wall clock says in them. */
export function timeless(events: readonly EpisodeEvent[]): string {
  return JSON.stringify(events, (key, value: unknown) =>
    key === 'wallTime' || key === 'seconds' ? 0 : value,
  );
}
