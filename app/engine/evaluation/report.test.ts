import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rejectionFineTuning } from '../selection/spec.ts';
import { successPlot } from './plot.ts';
import { writeFlywheelReport, type FlywheelRun, type StageEvaluation } from './report.ts';
import { summarize } from './summary.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-report-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function evaluated(passes: (index: number) => boolean) {
  return summarize(
    Array.from({ length: 40 }, (_, index) => ({
      taskId: `t${index}`,
      family: index % 2 === 0 ? 'damaged' : 'late <delivery>',
      status: 'finished' as const,
      reward: { value: Number(passes(index)), success: passes(index), components: [], flags: [] },
      turns: 5,
      toolErrors: 0,
      turnSeconds: [0.5],
    })),
  );
}

function stage(label: string, passes: (index: number) => boolean): StageEvaluation {
  return {
    label,
    runId: `eval ${label}`,
    policyId: 'local:abc',
    modelHash: 'a'.repeat(64),
    seed: 7,
    summary: evaluated(passes),
  };
}

const run: FlywheelRun = {
  command: 'npm run flywheel -- --seed 7',
  startedAt: '2026-01-01T10:00:00.000Z',
  finishedAt: '2026-01-01T10:09:00.000Z',
  scenario: 'helpdesk-refunds',
  workspace: 'workspace',
  seed: 7,
  settings: { group: 8 },
  machine: { cores: 2 },
  evaluations: [
    stage('base', (index) => index % 4 === 0),
    stage('round 1', (index) => index % 2 === 0 || index > 20),
  ],
  rounds: [
    {
      round: 1,
      rollout: { runId: 'r', policyId: 'local:abc', summary: evaluated((index) => index % 3 === 0) },
      selection: { spec: rejectionFineTuning, counts: { kept: 10, not_success: 26, duplicate: 4 } },
      dataset: {
        name: 'round-1',
        version: '0123456789ab',
        hash: 'b'.repeat(64),
        folder: 'workspace/datasets/round-1-0123456789ab',
        counts: {
          episodes: 10,
          tasks: 9,
          tokenRows: 10,
          tokens: 9000,
          supervisedTokens: 1200,
          families: { damaged: 10 },
          considered: 40,
          dropped: { not_success: 26, duplicate: 4 },
        },
      },
      training: { jobId: 'j1', device: 'cpu', steps: 60, firstLoss: 0.9, lastLoss: 0.21, seconds: 93 },
      model: { path: 'workspace/models/round-1.gguf', sha256: 'c'.repeat(64), bytes: 8_100_000 },
    },
  ],
  timings: [
    { stage: 'evaluate base', seconds: 60 },
    { stage: 'train', seconds: 93 },
  ],
  incomplete: null,
};

test('the report says before and after, where the gain came from, and how to get it again', () => {
  const files = writeFlywheelReport(folder, run);
  expect(readdirSync(folder).sort()).toEqual(['report.json', 'report.md', 'report.svg']);
  const markdown = readFileSync(files.markdown, 'utf8');
  expect(markdown).toContain('From **25.0%** (base) to **75.0%** (round 1)');
  expect(markdown).toContain('+50.0 points');
  expect(markdown).toContain('wholly above');
  expect(markdown).toMatch(/\| success rate \(95% interval\) \| 25\.0% \(14\.\d% – 40\.\d%\) \| 75\.0%/);
  expect(markdown).toMatch(/\| damaged \| 20 \| 50\.0% .* \| 100\.0% .* \| \+50\.0 \| \+25\.0 \|/);
  expect(markdown).toContain('dropped not_success 26, duplicate 4');
  expect(markdown).toContain('loss 0.900 to 0.210');
  expect(markdown).toContain('npm run flywheel -- --seed 7');
  expect(markdown).toContain('| all stages | 153.0 |');
  const json: unknown = JSON.parse(readFileSync(files.json, 'utf8'));
  expect(json).toMatchObject({
    v: 1,
    seed: 7,
    comparison: { clearlyBetter: true, tasks: { better: 20, worse: 0 } },
  });
});

test('a loop that ended at the dataset says why, and shows no figure that was not measured', () => {
  const [base] = run.evaluations;
  const [round] = run.rounds;
  if (base === undefined || round === undefined) throw new Error('the sample run has both');
  const files = writeFlywheelReport(folder, {
    ...run,
    evaluations: [base],
    rounds: [{ ...round, training: null, model: null }],
    incomplete: 'Python 3.11 or later was not found: install it and run the same command again.',
  });
  const markdown = readFileSync(files.markdown, 'utf8');
  expect(markdown).toContain('**The loop ended early.** Python 3.11');
  expect(markdown).toContain('- Not trained.');
  expect(markdown).not.toContain('Where the gain came from');
  expect(markdown).toContain('| pass^4 | – |');
  expect(readFileSync(files.plot, 'utf8')).not.toContain('NaN');
});

test('no gain is not called one', () => {
  const [base] = run.evaluations;
  if (base === undefined) throw new Error('the sample run has one');
  const files = writeFlywheelReport(folder, { ...run, evaluations: [base, { ...base, label: 'round 1' }] });
  expect(readFileSync(files.markdown, 'utf8')).toContain('does not show that the model got better');
});

test('the plot shows each round and family, escapes names, and is the same for the same run', () => {
  const first = readFileSync(writeFlywheelReport(folder, run).plot, 'utf8');
  expect(first).toContain('late &lt;delivery&gt;');
  expect(first).toContain('base: 25% (14% to 40%); round 1: 75%');
  expect(first.match(/<circle/g)).toHaveLength(2 + 2 + 4);
  expect(first).not.toMatch(/NaN|undefined/);
  expect(readFileSync(writeFlywheelReport(folder, run).plot, 'utf8')).toBe(first);
});

test('a plot without anything judged draws no point', () => {
  const empty = successPlot({ title: 'none', rounds: [{ label: 'base', value: null }], families: [] });
  expect(empty).toContain('not judged');
  expect(empty).not.toMatch(/NaN|undefined/);
});

test('a folder that cannot be made is named', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => writeFlywheelReport(join(file, 'reports'), run)).toThrow(
    /file\/reports: it could not be read or written/,
  );
});
