/** The host in a process of its own: started, connected to screens, closed with its saves finished, and noticed when it dies. */
import { utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import { fromHostSchema, type ToHost } from '../host/words.ts';

export interface HostProcessOptions {
  /** The bundled program of the host's process. */
  readonly program: string;
  readonly workspace: string;
  /** The environment it runs in: where the model and the trainer are, and which Node plays models. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The workspace cannot be opened; the process has no other use then. */
  readonly onRefused: (message: string) => void;
  /** It ended without having been asked to. */
  readonly onDeath: (code: number) => void;
  readonly onReady: () => void;
}

export interface HostProcess {
  /** Hands a screen's port over; one that comes too early waits until the workspace is open. */
  readonly connect: (port: MessagePortMain) => void;
  /** Resolves when everything is saved and the process has ended, or has died on the way. */
  readonly close: () => Promise<void>;
  /** Ends it at once: what it has acknowledged is stored, the rest is lost. */
  readonly kill: () => void;
}

export function startHost(options: HostProcessOptions): HostProcess {
  const child: UtilityProcess = utilityProcess.fork(options.program, [], {
    serviceName: 'Understudy host',
    env: { ...options.env },
    stdio: 'inherit',
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const waiting: MessagePortMain[] = [];
  let state: 'opening' | 'open' | 'refused' | 'closing' | 'ended' = 'opening';
  const tell = (message: ToHost, ports: MessagePortMain[] = []): void => child.postMessage(message, ports);

  child.on('message', (raw: unknown) => {
    const said = fromHostSchema.parse(raw);
    if (said.type === 'closed') child.kill();
    else if (said.type === 'refused') {
      state = 'refused';
      options.onRefused(said.message);
    } else if (state === 'opening') {
      state = 'open';
      for (const port of waiting.splice(0)) tell({ type: 'connect' }, [port]);
      options.onReady();
    }
  });
  child.on('exit', (code) => {
    const wanted = state === 'closing' || state === 'refused';
    state = 'ended';
    for (const port of waiting.splice(0)) port.close();
    if (!wanted) options.onDeath(code);
  });
  tell({ type: 'open', workspace: options.workspace });

  return {
    connect: (port) => {
      if (state === 'opening') waiting.push(port);
      else if (state === 'open') tell({ type: 'connect' }, [port]);
      else port.close();
    },
    close: () => {
      if (state === 'opening' || state === 'open') {
        state = 'closing';
        tell({ type: 'close' });
      } else if (state === 'refused') child.kill();
      return ended;
    },
    kill: () => {
      if (state !== 'ended') state = 'closing';
      child.kill();
    },
  };
}
