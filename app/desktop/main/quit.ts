/** Quitting waits until the host has saved. When that takes long, the person decides. */
import { app, BrowserWindow, dialog } from 'electron';
import type { HostProcess } from './host-process.ts';

/** Milliseconds until the person is asked, and again after each answer to wait. */
export const patienceMs = 15_000;

export interface QuitParts {
  /** The host as it is now; null when there is none to wait for. */
  readonly host: () => HostProcess | null;
  readonly onBegin: () => void;
}

/**
 * Every way of quitting leads through `before-quit`: the menu, the last window, a signal.
 * @returns the way to end for something else than quitting (an update): it saves the same way, then does that
 */
export function waitForSaves({ host, onBegin }: QuitParts): (then: () => void) => void {
  let stage: 'running' | 'saving' | 'saved' = 'running';
  const endWith = (then: () => void): void => {
    if (stage !== 'running') return;
    stage = 'saving';
    onBegin();
    void finish(host()).then(() => {
      stage = 'saved';
      then();
    });
  };
  app.on('before-quit', (event) => {
    if (stage === 'saved') return;
    event.preventDefault();
    endWith(() => app.quit());
  });
  return endWith;
}

/** Resolves when the host has ended, by itself or because the person did not want to wait any longer. */
async function finish(host: HostProcess | null): Promise<void> {
  if (host === null) return;
  // Above 1 the bar shows work of unknown length.
  for (const window of BrowserWindow.getAllWindows()) window.setProgressBar(2);
  const saved = host.close().then(() => 'saved' as const);
  while ((await Promise.race([saved, later(patienceMs)])) !== 'saved') {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: 'Understudy is still saving.',
      detail:
        'Runs stop after the turn they are in, and what they have recorded is stored. Quitting now keeps everything ' +
        'that is stored by now; training jobs go on either way.',
      buttons: ['Wait', 'Quit now'],
      defaultId: 0,
      cancelId: 0,
    });
    if (response === 1) host.kill();
  }
}

function later(ms: number): Promise<'late'> {
  return new Promise((done) => setTimeout(() => done('late'), ms));
}
