/**
 * What a second worker brings: two threads, each with its own SQLite module and world. A round plays episodes in one worker, then as
 * many in each of both at once, so that what else the machine does falls on both alike.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { line, spread, type Round } from './measure.ts';
import type { WorkloadName } from './workloads.ts';

const WARM_UP = 2;
/** Episodes of each worker in a round: about a second of work, so that starting it weighs little. */
const EPISODES = 4_000;

/** Sent to a worker: play so many episodes. It answers `ready` when its world is open, then with a round for each order. */
export interface Order {
  readonly episodes: number;
}

const answer = z.object({ wall: z.number(), cpu: z.number() });

interface Player {
  play(): Promise<Round>;
  end(): Promise<number>;
}

/** Prints the rates of one and of two workers, and their ratio by the wall and by CPU time. */
export async function compareWorkers(name: WorkloadName, rows: number, measured: number): Promise<void> {
  const [first, second] = await Promise.all([startPlayer(name, rows), startPlayer(name, rows)]);
  const alone: number[] = [];
  const both: number[] = [];
  const ratio: number[] = [];
  const cpuRatio: number[] = [];
  for (let round = -WARM_UP; round < measured; round += 1) {
    // Who is alone takes turns, as one of the two may sit on the busier core.
    const single = await (round % 2 === 0 ? first : second).play();
    const start = performance.now();
    const pair = await Promise.all([first.play(), second.play()]);
    const wall = (performance.now() - start) / 1e3;
    if (round < 0) continue;
    const oneRate = EPISODES / single.wall;
    const twoRate = (2 * EPISODES) / wall;
    alone.push(oneRate);
    both.push(twoRate);
    ratio.push(twoRate / oneRate);
    cpuRatio.push(pair.reduce((sum, { cpu }) => sum + single.cpu / cpu, 0));
  }
  await Promise.all([first.end(), second.end()]);
  line(`${name}, one worker`, `${spread(alone, 0)} episodes/s`);
  line(`${name}, two workers`, `${spread(both, 0)} episodes/s`);
  line(`${name}, ratio`, `${spread(ratio, 2)} by the wall; ${spread(cpuRatio, 2)} by CPU time`);
}

async function startPlayer(workload: WorkloadName, rows: number): Promise<Player> {
  const worker = new Worker(new URL('./sim-worker.ts', import.meta.url), { workerData: { workload, rows } });
  // `once` of node:events rejects when the worker throws.
  const next = async (): Promise<unknown> => (await once(worker, 'message'))[0];
  await next();
  return {
    play: async () => {
      const answered = next();
      worker.postMessage({ episodes: EPISODES } satisfies Order);
      return answer.parse(await answered);
    },
    end: () => worker.terminate(),
  };
}
