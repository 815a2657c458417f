import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTraceStore } from './traces.ts';
import { openWorkspace } from './workspace.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-kill-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the child until it ends, or kills it `afterMs` after its first acknowledgement. Returns the lines it printed. */
function play(
  tasks: number,
  afterMs: number | null,
): Promise<{ lines: string[]; code: number | null; errors: string }> {
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, 'kill.fixture.ts');
    const child = spawn(process.execPath, [script, folder, String(tasks)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    let armed = false;
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (armed || afterMs === null) return;
      armed = true;
      setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    // The text after the last line break is a line that the kill cut short: not an acknowledgement.
    child.on('close', (code) => resolve({ lines: output.split('\n').slice(0, -1), code, errors }));
  });
}

test(
  'a writer killed twenty times loses nothing it acknowledged, and a resumed one completes the run',
  { timeout: 60_000 },
  async () => {
    const appended = new Map<string, number>();
    const finished = new Set<string>();
    const note = (lines: readonly string[]) => {
      for (const line of lines) {
        const [word, what = '', count] = line.split(' ');
        if (word === 'appended') appended.set(what, Number(count));
        else finished.add(what);
      }
    };
    for (let kill = 0; kill < 20; kill += 1) {
      const { lines, code, errors } = await play(1_000_000, kill * 3);
      expect(errors).toBe('');
      expect(code).toBe(null);
      note(lines);
    }
    const played = Math.max(...[...appended.keys()].map((id) => Number(/task-(\d+)/.exec(id)?.[1]))) + 1;
    const last = await play(played + 5, null);
    expect(last.errors).toBe('');
    expect(last.code).toBe(0);
    note(last.lines);

    const workspace = openWorkspace(folder, { lock: true });
    const store = openTraceStore(workspace);
    try {
      for (const [episodeId, count] of appended)
        expect(store.events(episodeId).length).toBeGreaterThanOrEqual(count);
      const keys = store.finishedKeys('run-1');
      for (const key of finished) expect(keys).toContain(key);
      expect(keys.size).toBe(played + 5);
      expect(store.episodes({ statuses: ['abandoned'] }).length).toBeGreaterThan(0);
      expect(store.episodes({ statuses: ['running'] })).toEqual([]);
      for (const episode of store.episodes({ statuses: ['finished'] })) {
        expect(episode.reward).not.toBe(null);
        expect(episode.toolCalls).toBe(5);
      }
    } finally {
      store.close();
      workspace.close();
    }
  },
);
