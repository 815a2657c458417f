/** `understudy app`: the screens in a browser, served by this process until it is stopped. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Host, Served } from '@understudy/host';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { interruptible } from '../interrupt.ts';
import { wholeNumber, workspaceOption } from './options.ts';

/** Where the app is unless told otherwise: the same every time, so that an open window finds its host again. */
const PORT = 4747;

const screens = resolve(import.meta.dirname, '..', '..', 'ui', 'dist');

interface AppOptions {
  readonly workspace: string;
  readonly port?: number;
  readonly open: boolean;
}

export function addApp(program: Command): void {
  program
    .command('app')
    .description('the screens, in a browser (`npm start` opens a window of their own where it can)')
    .addOption(workspaceOption())
    .option(
      '--port <number>',
      `where to listen on this machine (default: ${String(PORT)}, or any that is free)`,
      wholeNumber(0, 65_535),
    )
    .option('--no-open', 'only print the address')
    .action(run);
}

async function run(options: AppOptions): Promise<void> {
  if (!existsSync(join(screens, 'index.html')))
    throw new InputError('The screens are not built.', 'Start them with `npm start`: it builds them first.');
  // Loaded when it is wanted: the other commands start without the screens' side.
  const { openHost } = await import('@understudy/host');
  const host = openHost({ workspace: options.workspace });
  try {
    const served = await serve(host, options.port);
    try {
      // The address is the one thing on stdout: a script can read it.
      process.stdout.write(`${served.url}\n`);
      process.stderr.write('Understudy is open at this address until you press Ctrl-C.\n');
      if (options.open) openBrowser(served.url);
      await interruptible(
        async (signal) =>
          new Promise<void>((done) => {
            if (signal.aborted) done();
            signal.addEventListener('abort', () => done());
          }),
      );
    } finally {
      await served.close();
    }
  } finally {
    await host.close();
  }
}

async function serve(host: Host, port: number | undefined): Promise<Served> {
  const { accessToken, serveHost } = await import('@understudy/host');
  const options = { token: accessToken(host.context.workspace), ui: screens };
  try {
    return await serveHost(host, { ...options, port: port ?? PORT });
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('EADDRINUSE')) throw error;
    if (port !== undefined)
      throw new InputError(`The port ${String(port)} is taken.`, 'Leave --port out, or name another one.');
    return serveHost(host, { ...options, port: 0 });
  }
}

/** Best effort: the address is printed in any case. */
function openBrowser(url: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? (['open', [url]] as const)
      : process.platform === 'win32'
        ? (['rundll32', ['url.dll,FileProtocolHandler', url]] as const)
        : (['xdg-open', [url]] as const);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
