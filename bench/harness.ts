/**
 * How much of an episode is not inference: episodes of the embedded model, the main process's CPU time against the wall time the
 * model's processes work, and each episode's own time outside the policy. Prints one figure a line.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  loadPack,
  openPolicy,
  openSplit,
  openTraceStore,
  openWorkspace,
  runEpisodes,
} from '@understudy/engine';

const REPEATS = 5;
const signal = new AbortController().signal;
const pack = loadPack('helpdesk-refunds');
const { arena, tasks } = await openSplit(pack, 'heldout', 110);
const processes = availableParallelism();
const folder = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
const workspace = openWorkspace(folder, { lock: true });
const store = openTraceStore(workspace);
const policy = await openPolicy({ name: 'embedded', temperature: 1, processes }, tasks, signal);

interface Measured {
  readonly episodesPerSecond: number;
  readonly mainShare: number;
  readonly episodeShare: number;
}
const runs: Measured[] = [];
for (let repeat = 0; repeat < REPEATS; repeat += 1) {
  const before = process.cpuUsage();
  const times = await runEpisodes(
    {
      id: `bench-${repeat}`,
      kind: 'evaluation',
      pack,
      split: 'heldout',
      tasks,
      samples: 1,
      seed: repeat,
      settings: {},
    },
    { arena, policy, store },
    signal,
    () => undefined,
  );
  const { user, system } = process.cpuUsage(before);
  const main = (user + system) / 1e6;
  const episodes = store.episodes({ runIds: [`bench-${repeat}`], statuses: ['finished'] });
  const inside = episodes.reduce((sum, episode) => sum + episode.wallSeconds, 0);
  runs.push({
    episodesPerSecond: times.played / times.seconds,
    mainShare: main / (times.seconds * processes),
    episodeShare: times.harnessSeconds / inside,
  });
}
await policy.close();
store.close();
workspace.close();
rmSync(folder, { recursive: true, force: true });

function line(name: string, values: readonly number[], unit: string, digits: number): void {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, median = 0, high = 0] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  const text = `${name}: ${median.toFixed(digits)} ${unit} (median of ${REPEATS}, ${low.toFixed(digits)} to ${high.toFixed(digits)})`;
  process.stdout.write(`${text}\n`);
}

process.stdout.write(
  `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}\n`,
);
line(
  'episodes with the embedded model',
  runs.map((run) => run.episodesPerSecond),
  'episodes/s',
  2,
);
line(
  'time outside inference, of an episode',
  runs.map((run) => 100 * run.episodeShare),
  '%',
  2,
);
line(
  "main process, of all cores' time",
  runs.map((run) => 100 * run.mainShare),
  '%',
  2,
);
