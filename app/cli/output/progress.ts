/** Progress on standard error: a bar a stage on a terminal, a line every few seconds elsewhere. Standard output stays for results. */
import type { Observer, Stage } from '@understudy/engine';
import { SingleBar } from 'cli-progress';
import pc from 'picocolors';

const LINE_EVERY_MS = 10_000;

/** Bars on the screen: each hides the cursor and keeps the process alive until it is stopped. */
const openBars = new Set<SingleBar>();

/** Takes away the bars that a failure or an interrupt has left. */
export function stopBars(): void {
  for (const bar of openBars) bar.stop();
  openBars.clear();
}

export function createProgress(quiet: boolean): Observer {
  const err = process.stderr;
  if (quiet)
    return { stage: () => ({ update: () => undefined, end: () => undefined }), note: () => undefined };
  return {
    note: (text) => err.write(`${text}\n`),
    stage: (title) => (err.isTTY ? barStage(title) : lineStage(title)),
  };
}

function barStage(title: string): Stage {
  const bar = new SingleBar({
    format: `${pc.bold(title.padEnd(30))} {bar} {value}/{total} · {note}{left}`,
    barsize: 24,
    hideCursor: true,
    stream: process.stderr,
    // Interrupts are ours: the work ends cleanly first.
    gracefulExit: false,
  });
  const left = timeLeft();
  return {
    update: (done, total, note) => {
      const shown = { note, left: left(done, total) };
      if (!openBars.has(bar)) bar.start(total, done, shown);
      openBars.add(bar);
      bar.setTotal(total);
      bar.update(done, shown);
    },
    end: (summary) => {
      if (openBars.delete(bar)) bar.stop();
      process.stderr.write(`${pc.green('✓')} ${title}: ${summary}\n`);
    },
  };
}

function lineStage(title: string): Stage {
  let last = 0;
  const started = Date.now();
  const left = timeLeft();
  return {
    update: (done, total, note) => {
      const estimate = left(done, total);
      const now = Date.now();
      if (now - last < LINE_EVERY_MS) return;
      last = now;
      process.stderr.write(`${title}: ${String(done)}/${String(total)} · ${note}${estimate}\n`);
    },
    end: (summary) => process.stderr.write(`${title}: ${summary} (${duration(Date.now() - started)})\n`),
  };
}

/** Estimates from what was done since the first call: what an earlier run has finished took no time of this one. */
function timeLeft(): (done: number, total: number) => string {
  let first: { readonly at: number; readonly done: number } | null = null;
  return (done, total) => {
    first ??= { at: Date.now(), done };
    if (done <= first.done || done >= total) return '';
    return ` · ${duration(((Date.now() - first.at) / (done - first.done)) * (total - done))} left`;
  };
}

/** Milliseconds in words: `41 s`, `3 min 5 s`. */
function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60
    ? `${String(seconds)} s`
    : `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}
