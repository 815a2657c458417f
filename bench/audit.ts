/**
 * How long `understudy audit PACK` takes for each built-in pack: the command itself in a process of its own, start included. One line
 * a pack, by the wall and by CPU time.
 *
 *     node bench/audit.ts [pack …, default all] [--runs 1]
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { builtInPacks } from '@understudy/scenarios';
import { line, printMachine, spread } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '1' } },
});
const packs = positionals.length > 0 ? positionals : builtInPacks.map(({ id }) => id);
const command = new URL('../app/cli/main.ts', import.meta.url).pathname;
const usage = new URL('./print-usage.ts', import.meta.url).href;

printMachine();
for (const pack of packs) {
  const all = Array.from({ length: Number(values.runs) }, () => audit(pack));
  const wall = spread(
    all.map((run) => run.wall),
    1,
  );
  const cpu = spread(
    all.map((run) => run.cpu),
    1,
  );
  line(pack, `${wall} s; ${cpu} s of CPU; ${all.every(({ sound }) => sound) ? 'sound' : 'not sound'}`);
}

function audit(pack: string): { readonly wall: number; readonly cpu: number; readonly sound: boolean } {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', usage, command, 'audit', pack],
    { encoding: 'utf8' },
  );
  const wall = (performance.now() - start) / 1e3;
  if (!stdout.includes('lazy strategies')) throw new Error(`audit ${pack} failed: ${stderr}`);
  return { wall, cpu: Number(stderr.trim().split('\n').at(-1)), sound: status === 0 };
}
