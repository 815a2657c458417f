/** Opens the workspace and its traces for the length of a command, and closes both whatever happens. */
import { openTraceStore, openWorkspace } from '@understudy/engine';
import type { TraceStore, Workspace } from '@understudy/engine';

export interface OpenedWorkspace {
  readonly workspace: Workspace;
  readonly store: TraceStore;
}

/** `write` takes the workspace's lock and makes the workspace where there is none; `read` goes beside a writing process. */
export async function inWorkspace(
  folder: string,
  use: 'read' | 'write',
  work: (opened: OpenedWorkspace) => void | Promise<void>,
): Promise<void> {
  const workspace = openWorkspace(folder, { lock: use === 'write' });
  try {
    const store = openTraceStore(workspace);
    try {
      await work({ workspace, store });
    } finally {
      store.close();
    }
  } finally {
    workspace.close();
  }
}
