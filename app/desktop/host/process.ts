/**
 * The host's process (Electron's utility process): it opens the workspace it is told to, speaks the contract over each port it is
 * given, and ends when everything is saved. It has no window and no network of its own.
 */
import { openHost, type Host } from '@understudy/host';
import { toHostSchema, type FromHost } from './words.ts';

const { parentPort } = process;
let host: Host | null = null;

const say = (message: FromHost): void => parentPort.postMessage(message);

// Ctrl-C reaches every process of the terminal; the main process decides when this one ends.
process.on('SIGINT', () => undefined);

parentPort.on('message', ({ data, ports }) => {
  const message = toHostSchema.parse(data);
  switch (message.type) {
    case 'open':
      open(message.workspace);
      break;
    case 'connect':
      for (const port of ports) {
        host?.connectPort(port);
        port.start();
      }
      break;
    case 'close':
      void close();
      break;
  }
});

function open(workspace: string): void {
  try {
    host = openHost({ workspace });
    say({ type: 'ready' });
  } catch (error) {
    say({ type: 'refused', message: error instanceof Error ? error.message : String(error) });
  }
}

/** What fails to save ends this process with its error, and the main process tells. */
async function close(): Promise<void> {
  await host?.close();
  host = null;
  say({ type: 'closed' });
}
