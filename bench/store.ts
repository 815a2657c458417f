/**
 * How fast a workspace with many episodes answers: `node bench/store.ts [EPISODES]` (default 100,000). Each has a conversation of
 * twelve events, with words drawn from a vocabulary of 5,000, so that the full-text index is as large as a real one. Prints a figure a line.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHost } from '@understudy/host';
import { openTraceStore, openWorkspace, summarizeEvents, type EpisodeSearch } from '@understudy/engine';
import { createRng } from '@understudy/kernel';
import type { EpisodeEvent, Reward } from '@understudy/scenarios';

const EPISODES = Number(process.argv[2] ?? 100_000);
const TASKS = 500;
const REPEATS = 9;

const rng = createRng('bench/store');
const folder = mkdtempSync(join(tmpdir(), 'understudy-bench-store-'));
const workspaceFolder = join(folder, 'workspace');

function words(count: number): string {
  return Array.from({ length: count }, () => `word${String(rng.int(0, 4999))}`).join(' ');
}

function conversation(taskId: string): EpisodeEvent[] {
  const stamp = (seq: number) => ({
    seq,
    simTime: 1_700_000_000_000 + seq * 30_000,
    wallTime: 1_760_000_000_000 + seq * 500,
    worldHash: 'h',
  });
  const said = (seq: number): EpisodeEvent => ({
    ...stamp(seq),
    type: 'user_message',
    trajectory: 'user',
    text: words(14),
    act: 'tell',
    state: 'asking',
    disclosed: [],
    mood: 0,
    patience: 3,
    voice: 'template',
    guarded: [],
  });
  const usage = { promptTokens: 400, completionTokens: 30, seconds: 0.2, cost: null };
  const turn = (seq: number): EpisodeEvent => ({
    ...stamp(seq),
    type: 'agent_turn',
    trajectory: 'agent',
    text: words(14),
    toolCalls: [],
    usage,
  });
  return [
    {
      ...stamp(0),
      type: 'opened',
      trajectory: 'world',
      taskId,
      policyId: 'bench',
      seed: 1,
      system: words(60),
      tools: ['get_order'],
    },
    ...Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? said(i + 1) : turn(i + 1))),
    { ...stamp(11), type: 'closed', trajectory: 'world', reason: 'resolved', changes: [] },
  ];
}

function reward(value: number, flags: readonly string[]): Reward {
  return {
    value,
    success: value === 1,
    components: [{ id: 'goal', kind: 'goal_state', score: value, weight: 1, gate: true, evidence: [] }],
    flags: [...flags],
  };
}

function fill(): void {
  const workspace = openWorkspace(workspaceFolder, { lock: true });
  const store = openTraceStore(workspace);
  const settings = { tasks: TASKS, samples: Math.ceil(EPISODES / TASKS) };
  store.createRun({ id: 'r', kind: 'rollout', policyId: 'bench', scenario: 'helpdesk-refunds', settings });
  for (let i = 0; i < EPISODES; i += 1) {
    const taskId = `helpdesk-refunds/family-${String(i % 11)}/${String(i % TASKS)}`;
    const events = conversation(taskId);
    const writer = store.beginEpisode({
      runId: 'r',
      taskId,
      family: `family-${String(i % 11)}`,
      split: 'train',
      sample: Math.floor(i / TASKS),
      seed: i,
      policyId: 'bench',
    });
    writer.append(events);
    writer.finish(summarizeEvents(events), reward(i % 3 === 0 ? 1 : 0, i % 50 === 0 ? ['spam'] : []));
  }
  store.close();
  workspace.close();
}

/** Median and range of some repetitions, in milliseconds. */
function measure(name: string, work: () => void): void {
  const times = Array.from({ length: REPEATS }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  }).sort((a, b) => a - b);
  const [low = 0, median = 0, high = 0] = [times[0], times[Math.floor(REPEATS / 2)], times.at(-1)];
  process.stdout.write(
    `${name.padEnd(44)} ${median.toFixed(1)} ms (${low.toFixed(1)} to ${high.toFixed(1)}, ${String(REPEATS)} times)\n`,
  );
}

process.stderr.write(`Writing ${String(EPISODES)} episodes …\n`);
fill();
const opened = performance.now();
const host = openHost({ workspace: workspaceFolder });
process.stdout.write(
  `open the host ${' '.repeat(30)} ${(performance.now() - opened).toFixed(1)} ms (once)\n`,
);
const { store } = host.context;
const page = { offset: 0, limit: 100 };
const found = (search: EpisodeSearch): void => {
  store.find(search, page);
  store.count(search);
};
measure('tallies of all runs', () => store.tallies());
measure('first page, newest, with its count', () => found({}));
measure('page at row 90% of the list', () =>
  store.find({}, { offset: Math.floor(EPISODES * 0.9), limit: 100 }),
);
measure('search for two words', () => found({ text: 'word17 word2048' }));
measure('search for a frequent word', () => found({ text: 'word17 ' }));
measure('search for the beginning of a word', () => found({ text: 'word123' }));
measure('failed ones of a family, worst first', () =>
  found({ families: ['family-3'], outcomes: ['failed'], sort: 'worst' }),
);
measure('flagged ones', () => found({ flags: ['any'] }));
measure('facets', () => store.facets());
await host.close();
rmSync(folder, { recursive: true });
