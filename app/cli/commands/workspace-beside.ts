/** Opens a workspace for files that are each written whole (jobs, the registry of policies), beside whichever process holds its lock. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspace } from '@understudy/engine';
import type { Workspace } from '@understudy/engine';

/** `make`: a workspace is made where there is none. Nothing is to be closed. Throws WorkspaceError. */
export function workspaceBeside(folder: string, { make }: { readonly make: boolean }): Workspace {
  if (make && !existsSync(join(folder, 'workspace.json'))) openWorkspace(folder, { lock: true }).close();
  return openWorkspace(folder, { lock: false });
}
