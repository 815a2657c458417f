/** Progress on standard error: a bar a stage on a terminal, a line every few seconds elsewhere. Standard output stays for results. */
import type { Observer, Stage } from '@understudy/engine';
import { SingleBar } from 'cli-progress';
import pc from 'picocolors';

const LINE_EVERY_MS = 10_000;

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
    format: `${pc.bold(title.padEnd(30))} {bar} {value}/{total} · {note} · {eta_formatted} left`,
    barsize: 24,
    hideCursor: true,
    stream: process.stderr,
    etaBuffer: 50,
  });
  let open = false;
  return {
    update: (done, total, note) => {
      if (!open) bar.start(total, done, { note });
      open = true;
      bar.setTotal(total);
      bar.update(done, { note });
    },
    end: (summary) => {
      if (open) bar.stop();
      process.stderr.write(`${pc.green('✓')} ${title}: ${summary}\n`);
    },
  };
}

function lineStage(title: string): Stage {
  let last = 0;
  const started = Date.now();
  return {
    update: (done, total, note) => {
      const now = Date.now();
      if (now - last < LINE_EVERY_MS) return;
      last = now;
      const left = done > 0 ? `, ${duration(((now - started) / done) * (total - done))} left` : '';
      process.stderr.write(`${title}: ${String(done)}/${String(total)}, ${note}${left}\n`);
    },
    end: (summary) => process.stderr.write(`${title}: ${summary} (${duration(Date.now() - started)})\n`),
  };
}

/** Milliseconds in words: `41 s`, `3 min 5 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60
    ? `${String(seconds)} s`
    : `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}
