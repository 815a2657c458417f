/**
 * Speed of the simulation core. An episode: reset, 12 tool calls through invokeTool with their arguments checked, diff and hash.
 * Three workloads: a fixed one of 18 SQL statements (the goals are set for it), and real tools of the service desk and of the CRM.
 * Then each with one and with two workers, in turns. One figure a line: the median of rounds, its spread, and the same per second
 * of the thread's CPU time, which a busy machine disturbs less.
 *
 *     node bench/sim-core.ts [rows, default 2000] [--only fixed|desk|crm …] [--part core|workers …] [--rounds 11]
 */
import { parseArgs } from 'node:util';
import { loadKernel, type Snapshot } from '@understudy/kernel';
import { line, print, printMachine, rounds, spread, type Round } from './measure.ts';
import { countStatements } from './script.ts';
import { compareWorkers } from './sim-workers.ts';
import { openWorkload, workloadNames, type Workload } from './workloads.ts';

const WARM_UP = 3;
const EPISODES = 1_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true },
    part: { type: 'string', multiple: true, default: ['core', 'workers'] },
    rounds: { type: 'string', default: '11' },
  },
});
const rows = Number(positionals[0] ?? 2000);
const measured = Number(values.rounds);
const names = workloadNames.filter((name) => values.only?.includes(name) ?? true);

printMachine();
if (values.part.includes('core')) {
  const kernel = await loadKernel();
  for (const name of names) core(openWorkload(kernel, name, rows));
}
if (values.part.includes('workers')) {
  print(`one worker against two, ${rows} rows, rounds in turns`);
  for (const name of names) await compareWorkers(name, rows, measured);
}

function core({ title, template, tools, scripts, world, play, episodes }: Workload): void {
  const [first] = scripts;
  if (first === undefined) throw new Error(`${title}: there is no script`);
  play(0);
  const changes = world.diff().length;
  const statements = countStatements(world, tools, first);
  print(
    `${title}: ${rows} rows in ${template.schema.tables.size} tables; ${statements} statements, ${changes} net changes an episode`,
  );
  const plain = rounds(WARM_UP, measured, () => episodes(EPISODES));
  rate('episodes', plain, EPISODES);
  rate('tool calls', plain, EPISODES * first.calls.length);
  line(
    'CPU time a statement',
    `${spread(
      plain.map(({ cpu }) => (cpu * 1e6) / (EPISODES * statements)),
      2,
    )} µs`,
  );
  rate(
    'episodes, snapshot every step',
    rounds(WARM_UP, measured, () => episodes(EPISODES, () => world.snapshot())),
    EPISODES,
  );
  rate(
    'episodes, hash every step',
    rounds(WARM_UP, measured, () => episodes(EPISODES, () => world.hash())),
    EPISODES,
  );
  microseconds('reset after an episode', play, () => world.reset());
  const turns: Snapshot[] = [];
  play(0, () => {
    const snapshot = world.snapshot();
    if (snapshot.changes !== turns.at(-1)?.changes) turns.push(snapshot);
  });
  let turn = turns[0];
  microseconds(
    'restore to the next state',
    (n) => (turn = turns[n % turns.length]),
    () => {
      if (turn !== undefined) world.restore(turn);
    },
  );
  world.close();
}

function rate(what: string, all: readonly Round[], count: number): void {
  const wall = all.map((round) => count / round.wall);
  const cpu = all.map((round) => count / round.cpu);
  line(what, `${spread(wall, 0)} /s; ${spread(cpu, 0)} per CPU second`);
}

/** Prints the median time of `work` alone over all calls, with the 5th and 95th percentile. */
function microseconds(what: string, prepare: (n: number) => void, work: () => void): void {
  const times: number[] = [];
  for (let n = 0; n < EPISODES * 4; n += 1) {
    prepare(n);
    const start = performance.now();
    work();
    times.push((performance.now() - start) * 1e3);
  }
  line(what, `${spread(times.slice(EPISODES), 1, 0.05, 0.95)} µs`);
}
