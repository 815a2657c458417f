/**
 * Stands for a trainer at work: writes the events of a job, so many steps a second, as the trainer would.
 *
 *     node bench/screens/trainer.ts understudy_trainer FOLDER STEPS SECONDS
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [, folder = '', steps = '0', seconds = '1'] = process.argv.slice(2);
const total = Number(steps);
const began = performance.now();
let seq = 0;

function event(fields: object): string {
  seq += 1;
  return `${JSON.stringify({ v: 1, seq, ts: new Date().toISOString(), job_id: 'live', ...fields })}\n`;
}

function metric(step: number): string {
  const wave = Math.sin(step * 12.9898) * 0.2;
  return event({
    t: 'metric',
    step,
    loss: 2.5 * Math.exp(-step / 9000) + 0.3 + wave * Math.exp(-step / 30_000),
    grad_norm: 1 + Math.abs(wave),
    lr: 1e-3 * (1 - step / total),
  });
}

const file = join(folder, 'out', 'events.jsonl');
appendFileSync(file, event({ t: 'hello', kind: 'sft', versions: {}, device: { type: 'cpu', name: 'cpu' } }));
for (let step = 0; step < total;) {
  const due = Math.min(total, Math.floor((total * (performance.now() - began)) / (1000 * Number(seconds))));
  const lines = Array.from({ length: due - step }, (_, i) => metric(step + i + 1));
  step = due;
  appendFileSync(file, lines.join('') + event({ t: 'progress', step, total, eta_s: null }));
  await sleep(20);
}
appendFileSync(file, event({ t: 'end', status: 'ok' }));
