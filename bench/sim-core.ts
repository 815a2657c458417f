/**
 * Speed of the simulation core. An episode: reset, 12 tool calls through invokeTool with their arguments checked, diff
 * and hash. Two workloads: a fixed one of 18 SQL statements (the goals are set for it) and one of real desk tools.
 * Prints one line per figure: the median of rounds, its spread, and the same per second of this thread's CPU time,
 * which a busy machine disturbs less.
 *
 *     node bench/sim-core.ts [rows, default 2000]
 */
import { helpdesk } from '@understudy/helpdesk';
import {
  loadKernel,
  type CompiledTemplate,
  type JsonObject,
  type Snapshot,
  type Tool,
} from '@understudy/kernel';
import { compileDesk, DESK_FOCUS, findScripts } from './desk-episode.ts';
import { countStatements, playScript, type Script } from './script.ts';
import { shopScript, shopTemplate, shopTools } from './shop-world.ts';

const ROUNDS = 11;
const WARM_UP = 3;
const EPISODES = 1_000;
const SCRIPTS = 100;

interface Workload {
  readonly title: string;
  readonly template: CompiledTemplate;
  readonly tools: readonly Tool[];
  readonly focus: JsonObject;
  readonly scripts: readonly Script[];
}

interface Round {
  readonly wall: number;
  readonly cpu: number;
}

const size = Number(process.argv[2] ?? 2000);
const kernel = await loadKernel();
const shop = kernel.compile(shopTemplate(size));
const desk = compileDesk(kernel, size);
const workloads: readonly Workload[] = [
  {
    title: 'fixed workload',
    template: shop,
    tools: shopTools,
    focus: {},
    scripts: Array.from({ length: SCRIPTS }, (_, n) => shopScript(n, size)),
  },
  {
    title: 'service desk',
    template: desk,
    tools: helpdesk.tools,
    focus: DESK_FOCUS,
    scripts: findScripts(kernel.openWorld(desk), SCRIPTS),
  },
];
for (const workload of workloads) report(workload);

function report({ title, template, tools, focus, scripts }: Workload): void {
  const world = kernel.openWorld(template);
  const scriptAt = (n: number): Script => scripts[n % scripts.length] ?? [];
  const play = (n: number, afterStep?: () => void): void => {
    world.reset();
    if (!playScript(world, tools, focus, scriptAt(n), afterStep))
      throw new Error(`${title}: script ${n} fails`);
  };
  const episodes = (afterStep?: () => void): readonly Round[] =>
    rounds(() => {
      for (let n = 0; n < EPISODES; n += 1) {
        play(n, afterStep);
        world.diff();
        world.hash();
      }
    });

  play(0);
  const changes = world.diff().length;
  const statements = countStatements(world, tools, focus, scriptAt(0));
  const tables = template.schema.tables.size;
  print(
    `${title}: ${size} rows in ${tables} tables; ${statements} statements, ${changes} net changes an episode\n`,
  );

  const plain = episodes();
  rate('episodes', plain, EPISODES);
  rate('tool calls', plain, EPISODES * scriptAt(0).length);
  rate(
    'episodes, snapshot every step',
    episodes(() => world.snapshot()),
    EPISODES,
  );
  rate(
    'episodes, hash every step',
    episodes(() => world.hash()),
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

function rounds(work: () => void): readonly Round[] {
  const all = Array.from({ length: WARM_UP + ROUNDS }, () => {
    const cpu = process.threadCpuUsage();
    const wall = performance.now();
    work();
    const used = process.threadCpuUsage(cpu);
    return { wall: (performance.now() - wall) / 1e3, cpu: (used.user + used.system) / 1e6 };
  });
  return all.slice(WARM_UP);
}

function rate(what: string, measured: readonly Round[], count: number): void {
  const wall = sorted(measured.map((round) => count / round.wall));
  const cpu = sorted(measured.map((round) => count / round.cpu));
  const text = `${at(wall, 0.5, 0)} /s (${at(wall, 0, 0)} to ${at(wall, 1, 0)}); ${at(cpu, 0.5, 0)} per CPU second`;
  print(`  ${what.padEnd(32)} ${text}\n`);
}

/** Prints the median time of `timed` alone over all calls, with the 5th and 95th percentile. */
function microseconds(what: string, prepare: (n: number) => void, timed: () => void): void {
  const times: number[] = [];
  for (let n = 0; n < EPISODES * 4; n += 1) {
    prepare(n);
    const start = performance.now();
    timed();
    times.push((performance.now() - start) * 1e3);
  }
  const measured = sorted(times.slice(EPISODES));
  print(
    `  ${what.padEnd(32)} ${at(measured, 0.5, 1)} µs (${at(measured, 0.05, 1)} to ${at(measured, 0.95, 1)})\n`,
  );
}

function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}

function at(values: readonly number[], share: number, digits: number): string {
  return (values[Math.round(share * (values.length - 1))] ?? Number.NaN).toFixed(digits);
}

function print(text: string): void {
  process.stdout.write(text);
}
