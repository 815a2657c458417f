/** Ctrl-C and SIGTERM become an abort signal: the first lets the work end cleanly, a second ends the process at once. */
import { exitCodes } from './exit-codes.ts';

/** Runs `work` with a signal that an interrupt aborts. */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const handler = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.cancelled);
    process.stderr.write('\nStopping; what is finished is kept. Press Ctrl-C again to stop at once.\n');
    controller.abort();
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  try {
    await work(controller.signal);
  } finally {
    process.off('SIGINT', handler);
    process.off('SIGTERM', handler);
  }
}
