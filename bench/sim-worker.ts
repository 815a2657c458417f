/** A worker of the sim-core benchmark: opens a workload of its own and plays as many episodes as it is told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadKernel } from '@understudy/kernel';
import { z } from 'zod';
import { timed } from './measure.ts';
import { openWorkload, workloadNames } from './workloads.ts';

const { workload, rows } = z.object({ workload: z.enum(workloadNames), rows: z.number() }).parse(workerData);
const order = z.object({ episodes: z.number() });
const { episodes } = openWorkload(await loadKernel(), workload, rows);

parentPort?.on('message', (message) => {
  const { episodes: count } = order.parse(message);
  parentPort?.postMessage(timed(() => episodes(count)));
});
parentPort?.postMessage('ready');
