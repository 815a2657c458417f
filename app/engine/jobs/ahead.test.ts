/** Jobs with a long past: read a slice at a time, to the same end. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestAhead } from './digest.ts';
import { countJobs, jobEventSlices, listJobs, readJob, readJobsAhead } from './registry.ts';

const STEPS = 9000;
let jobs: string;

/** A line as long as several slices stands among the others. */
function record(name: string, steps: number): string {
  const folder = join(jobs, name);
  mkdirSync(join(folder, 'out'), { recursive: true });
  writeFileSync(join(folder, 'job.json'), JSON.stringify({ v: 1, job_id: name, kind: 'sft', out: 'out' }));
  const lines = Array.from({ length: steps }, (_, i) => {
    const event = { v: 1, seq: i + 1, ts: '2026-11-21T10:00:00Z', job_id: name };
    return i === 40
      ? { ...event, t: 'sample', text: 'x'.repeat(900_000) }
      : { ...event, t: 'metric', step: i, loss: 1 / (i + 1) };
  });
  writeFileSync(
    join(folder, 'out', 'events.jsonl'),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  return folder;
}

beforeAll(() => {
  jobs = mkdtempSync(join(tmpdir(), 'understudy-ahead-'));
});

afterAll(() => rmSync(jobs, { recursive: true }));

test('a long past is read while other work goes on, and then nothing is left to read', async () => {
  const folder = record('long', STEPS);
  record('short', 3);
  mkdirSync(join(jobs, 'none'));
  const reading = readJobsAhead({ jobs });
  expect(reading).not.toBeNull();
  let turns = 0;
  const count = (): void => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  await reading;
  clearImmediate(timer);
  expect(turns).toBeGreaterThan(3);
  expect(readJobsAhead({ jobs })).toBeNull();
  expect(readJob(folder)).toMatchObject({ seq: STEPS, metrics: { loss: 1 / STEPS } });
  expect(listJobs({ jobs })).toHaveLength(2);
  expect(countJobs({ jobs })).toBe(2);
});

test('the events come whole and in order, however many slices they take', async () => {
  const folder = record('sliced', STEPS);
  await digestAhead(folder);
  const slices: (readonly { readonly seq: number }[])[] = [];
  for await (const slice of jobEventSlices(folder)) slices.push(slice);
  expect(slices.length).toBeGreaterThan(3);
  expect(slices.flat().map(({ seq }) => seq)).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
});
