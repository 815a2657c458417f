/**
 * How fast a workspace with many episodes is written and answers, in the host's thread, without a screen:
 *
 *     node bench/store.ts [EPISODES, default 100000]
 *
 * A figure a line: its name, the median of nine, the lowest and the highest. `cpu` is the thread's own time, which a busy machine
 * disturbs less.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EpisodeSearch } from '@understudy/engine';
import { openHost } from '@understudy/host';
import { writeEpisodes } from './many-episodes.ts';
import { line, printMachine, rounds, spread, type Round } from './measure.ts';

const EPISODES = Number(process.argv[2] ?? 100_000);
const REPEATS = 9;
/** Episodes written together in one figure: the clock of a thread is coarse. */
const TOGETHER = 1000;

const folder = mkdtempSync(join(tmpdir(), 'understudy-bench-store-'));
const workspace = join(folder, 'workspace');

function figure(name: string, measured: readonly Round[], unit: 'ms' | 'µs' = 'ms'): void {
  const scale = unit === 'ms' ? 1e3 : 1e6;
  const wall = spread(
    measured.map((round) => round.wall * scale),
    1,
  );
  const cpu = spread(
    measured.map((round) => round.cpu * scale),
    1,
  );
  line(name, `${wall} ${unit}, cpu ${cpu} ${unit}`);
}

function measure(name: string, work: () => void): void {
  figure(name, rounds(1, REPEATS, work));
}

try {
  printMachine();
  process.stderr.write(`Writing ${String(EPISODES)} episodes …\n`);
  const written = writeEpisodes(workspace, EPISODES);
  const means = Array.from({ length: Math.floor(EPISODES / TOGETHER) }, (_, i) => {
    const some = written.slice(i * TOGETHER, (i + 1) * TOGETHER);
    return {
      wall: some.reduce((sum, { wall }) => sum + wall, 0) / TOGETHER,
      cpu: some.reduce((sum, { cpu }) => sum + cpu, 0) / TOGETHER,
    };
  });
  figure('write an episode of twelve events', means, 'µs');
  figure(
    'open the host',
    rounds(0, 1, () => void openHost({ workspace }).close()),
  );
  // The one above releases the workspace in the next turn of the loop.
  await new Promise((done) => setTimeout(done, 200));
  const host = openHost({ workspace });
  const { store } = host.context;
  const page = { offset: 0, limit: 100 };
  const found = (search: EpisodeSearch): void => {
    store.find(search, page);
    store.count(search);
  };
  measure('tallies of all runs', () => store.tallies());
  measure('first page, newest, with its count', () => found({}));
  measure('the same of one run', () => found({ runs: ['r'] }));
  measure('page at row 90% of the list', () =>
    store.find({}, { offset: Math.floor(EPISODES * 0.9), limit: 100 }),
  );
  measure('search for two words', () => found({ text: 'word17 word2048' }));
  measure('search for a frequent word', () => found({ text: 'word17 ' }));
  measure('search for the beginning of a word', () => found({ text: 'word123' }));
  measure('failed ones of a family, worst first', () =>
    found({ families: ['family-3'], outcomes: ['failed'], sort: 'worst' }),
  );
  measure('flagged ones', () => found({ flags: ['any'] }));
  measure('everything there is to filter by', () => store.facets());
  await host.close();
} finally {
  rmSync(folder, { recursive: true });
}
