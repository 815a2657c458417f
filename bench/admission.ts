/**
 * How long admission takes: candidates of all built-in packs, as many as asked for in proportion to what each pack declares,
 * are bound, replayed and tried with every lazy strategy. Prints one figure a line; CPU time is that of all threads.
 *
 *     node bench/admission.ts [candidates, default 5000] [workers, default 2]
 */
import { availableParallelism, cpus } from 'node:os';
import { admitAll } from '@understudy/engine';
import { builtInPacks, lazyStrategies, openArena, summarise, type Pack } from '@understudy/scenarios';

const candidates = Number(process.argv[2] ?? 5000);
const workers = Number(process.argv[3] ?? 2);
const declared = builtInPacks.reduce((sum, { tasks }) => sum + tasks.train + tasks.heldout, 0);
const scaled = builtInPacks.map((pack): Pack => {
  const share = (count: number): number => Math.max(1, Math.round((count * candidates) / declared));
  return { ...pack, tasks: { train: share(pack.tasks.train), heldout: share(pack.tasks.heldout) } };
});
const strategies: number[] = [];
for (const pack of builtInPacks) {
  const arena = await openArena(pack, 'train');
  strategies.push(lazyStrategies(arena.specs).length);
  arena.world.close();
}

const before = process.cpuUsage();
const run = await admitAll(scaled, { workers });
const { user, system } = process.cpuUsage(before);
const cpu = (user + system) / 1e6;
const { total, byReason } = summarise(run.families);

function line(name: string, value: string): void {
  process.stdout.write(`${name.padEnd(34)} ${value}\n`);
}

line('machine', `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`);
line(
  'packs and families',
  `${builtInPacks.length} and ${builtInPacks.flatMap(({ families }) => families).length}`,
);
line('lazy strategies a candidate', `${Math.min(...strategies)} to ${Math.max(...strategies)}`);
line('candidates', String(total.candidates));
line('admitted', String(total.admitted));
line(
  'rejected',
  `${total.rejected}${Object.entries(byReason)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `, ${kind} ${count}`)
    .join('')}`,
);
line('wall time', `${run.seconds.toFixed(1)} s with ${run.workers} workers`);
line('candidates a second', (total.candidates / run.seconds).toFixed(1));
line('CPU time', `${cpu.toFixed(1)} s`);
line('CPU time a candidate', `${((1e3 * cpu) / total.candidates).toFixed(1)} ms`);
