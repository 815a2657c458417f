/**
 * Speed of the simulation core. An episode: reset, 12 tool calls through invokeTool (18 SQL statements, arguments
 * checked, 4 lifecycle transitions, 3 net changed rows), diff and hash. Prints one line per figure: median and spread.
 *
 *     node bench/sim-core.ts [rows, default 2000]
 */
import {
  createClock,
  invokeTool,
  loadKernel,
  type Snapshot,
  type ToolContext,
  type World,
} from '@understudy/kernel';
import { shopTemplate, shopTools } from './shop-world.ts';

const ROUNDS = 9;
const EPISODES = 1500;

const size = Number(process.argv[2] ?? 2000);
const kernel = await loadKernel();
const template = kernel.compile(shopTemplate(size));
const world = kernel.openWorld(template);

function script(n: number): readonly (readonly [string, object])[] {
  const a = (n % (size / 20)) + 1;
  const b = ((n * 7) % (size / 20)) + 1;
  return [
    ['find_customer', { email: `C${a}@example.com` }],
    ['list_orders', { customer_id: a }],
    ['get_order', { order_id: a }],
    ['update_order', { order_id: a, event: 'HOLD' }],
    ['find_customer', { email: `c${b}@example.com` }],
    ['get_order', { order_id: b }],
    ['list_orders', { customer_id: b, status: 'placed' }],
    ['update_order', { order_id: a, event: 'RELEASE' }],
    ['update_order', { order_id: a, event: 'HOLD' }],
    ['comment', { ticket_id: a, body: 'I have put your order on hold while we look into this.' }],
    ['update_order', { order_id: a, event: 'CANCEL' }],
    ['comment', { ticket_id: a, body: 'Your order is cancelled. Is there anything else?' }],
  ];
}

const scripts = Array.from({ length: 100 }, (_, n) => script(n));

function episode(target: World, n: number, afterStep?: () => void): number {
  target.reset();
  const context: ToolContext = {
    world: target,
    clock: createClock(1_750_000_000_000),
    actor: { kind: 'agent', id: 'bench' },
    focus: {},
  };
  for (const [name, args] of scripts[n % scripts.length] ?? []) {
    const outcome = invokeTool(shopTools, context, name, args);
    if (!outcome.ok) throw new Error(`${name}: ${outcome.error.message}`);
    afterStep?.();
  }
  const changed = target.diff().length;
  target.hash();
  return changed;
}

/** Seconds that `work` takes, once per round after two rounds to warm up. */
function measure(work: () => void): number[] {
  const seconds: number[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const start = performance.now();
    work();
    if (round >= 0) seconds.push((performance.now() - start) / 1000);
  }
  return seconds;
}

function print(what: string, figures: readonly number[], unit: string, digits = 0): void {
  const sorted = [...figures].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN).toFixed(digits);
  process.stdout.write(`${what.padEnd(34)} ${at(0.5).padStart(9)} ${unit} (${at(0)} to ${at(1)})\n`);
}

const episodes = (afterStep?: () => void): number[] =>
  measure(() => {
    for (let n = 0; n < EPISODES; n += 1) {
      const changed = episode(world, n, afterStep);
      if (changed !== 3) throw new Error(`the script changes 3 rows, not ${String(changed)}`);
    }
  });

process.stdout.write(`sim core: ${String(size)} rows, ${String(ROUNDS)} rounds of ${String(EPISODES)}\n`);
const plain = episodes();
print(
  'episodes',
  plain.map((s) => EPISODES / s),
  '/s',
);
print(
  'tool calls',
  plain.map((s) => (EPISODES * 12) / s),
  '/s',
);
print(
  'episodes, snapshot every step',
  episodes(() => world.snapshot()).map((s) => EPISODES / s),
  '/s',
);
print(
  'episodes, hash every step',
  episodes(() => world.hash()).map((s) => EPISODES / s),
  '/s',
);

/** Microseconds of `timed` alone, after an untimed preparation. */
function microseconds(prepare: (n: number) => void, timed: () => void): number[] {
  const rounds: number[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    let total = 0;
    for (let n = 0; n < EPISODES; n += 1) {
      prepare(n);
      const start = performance.now();
      timed();
      total += performance.now() - start;
    }
    if (round >= 0) rounds.push((total / EPISODES) * 1000);
  }
  return rounds;
}

print(
  'reset after 6 writes',
  microseconds(
    (n) => episode(world, n),
    () => world.reset(),
  ),
  'µs',
  1,
);
const turns: Snapshot[] = [];
episode(world, 0, () => turns.push(world.snapshot()));
let turn = 0;
print(
  'restore to a turn of an episode',
  microseconds(
    () => {
      turn = (turn + 5) % turns.length;
    },
    () => {
      const snapshot = turns[turn];
      if (snapshot !== undefined) world.restore(snapshot);
    },
  ),
  'µs',
  1,
);
world.close();
