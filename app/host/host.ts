/** The host: one workspace, opened for writing, with everything the screens can ask for. It knows nothing of windows or sockets. */
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { RPCHandler as SocketHandler } from '@orpc/server/ws';
import {
  createTryOuts,
  openTraceStore,
  openWorkspace,
  readJobsAhead,
  usableTrainer,
  type UsableTrainer,
} from '@understudy/engine';
import type { WebSocket } from 'ws';
import { createChanges } from './changes.ts';
import type { HostContext } from './context.ts';
import { contractError } from './errors.ts';
import { router } from './router.ts';
import { createStages } from './play/stages.ts';
import { createUploads } from './policies/uploads.ts';
import { createWorlds } from './systems/worlds.ts';
import { createSplits } from './splits.ts';
import { takeUp } from './training/follow.ts';
import { createWorks } from './work/works.ts';

export interface Host {
  readonly context: HostContext;
  /** Speaks the contract with one screen over a message port (Electron). */
  connectPort(port: Parameters<PortHandler<HostContext>['upgrade']>[0]): void;
  /** Speaks the contract with one screen over a WebSocket (browser). */
  connectSocket(socket: Pick<WebSocket, 'addEventListener' | 'send'>): void;
  /** Cancels what is going on, waits until it has saved, and releases the workspace. Training jobs go on. */
  close(): Promise<void>;
}

export interface HostOptions {
  /** The workspace's folder; made where there is none. */
  readonly workspace: string;
}

/** Throws WorkspaceError when the workspace cannot be opened: locked by another process, newer, damaged, read-only. */
export function openHost({ workspace: folder }: HostOptions): Host {
  const workspace = openWorkspace(folder, { lock: true });
  try {
    const store = openTraceStore(workspace);
    const changes = createChanges();
    const works = createWorks(changes);
    const splits = createSplits();
    const worlds = createWorlds();
    const stages = createStages({ workspace, changes });
    const uploads = createUploads(workspace);
    const tryOuts = createTryOuts();
    let asked: Promise<UsableTrainer> | null = null;
    const trainer = (): Promise<UsableTrainer> => (asked ??= usableTrainer());
    const context: HostContext = {
      workspace,
      store,
      changes,
      works,
      splits,
      worlds,
      stages,
      uploads,
      tryOuts,
      trainer,
    };
    let closed = false;
    const reading = readJobsAhead(workspace);
    if (reading === null) takeUp(context);
    else void reading.then(() => (closed ? undefined : takeUp(context)));
    const sockets = new SocketHandler(router, { clientInterceptors: [explained] });
    const ports = new PortHandler(router, { clientInterceptors: [explained] });
    return {
      context,
      connectPort: (port) => ports.upgrade(port, { context }),
      connectSocket: (socket) => void sockets.upgrade(socket, { context }),
      close: async () => {
        closed = true;
        await works.close();
        await stages.close();
        await uploads.close();
        await splits.close();
        worlds.close();
        await tryOuts.close();
        store.close();
        workspace.close();
      },
    };
  } catch (error) {
    workspace.close();
    throw error;
  }
}

/** What a procedure throws becomes what the screen can show. */
async function explained<T>({ next }: { readonly next: () => Promise<T> }): Promise<T> {
  try {
    return await next();
  } catch (error) {
    throw contractError(error);
  }
}
