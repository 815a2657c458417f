/**
 * A workspace with many episodes, for benchmarks. Each has a conversation of twelve events, with words drawn from a vocabulary of 5,000,
 * so that the full-text index is as large as a real one; one in fifty has a flag, one in three passed.
 */
import { openTraceStore, openWorkspace, summarizeEvents, type TraceStore } from '@understudy/engine';
import { createRng } from '@understudy/kernel';
import type { EpisodeEvent, Reward } from '@understudy/scenarios';
import { timed, type Round } from './measure.ts';

export const manyEpisodes = { run: 'r', scenario: 'helpdesk-refunds', families: 11, tasks: 500 } as const;

const rng = createRng('bench/store');

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

/** Plays nothing, only writes: `count` episodes of one run into a new workspace. Gives what each cost the store. */
export function writeEpisodes(folder: string, count: number): readonly Round[] {
  const workspace = openWorkspace(folder, { lock: true });
  const store = openTraceStore(workspace);
  try {
    const { run: id, scenario, tasks } = manyEpisodes;
    const settings = { tasks, samples: Math.ceil(count / tasks) };
    store.createRun({ id, kind: 'rollout', policyId: 'bench', scenario, settings });
    return Array.from({ length: count }, (_, i) => writeOne(store, i));
  } finally {
    store.close();
    workspace.close();
  }
}

function writeOne(store: TraceStore, i: number): Round {
  const { run: runId, scenario, families, tasks } = manyEpisodes;
  const family = `family-${String(i % families)}`;
  const taskId = `${scenario}/${family}/${String(i % tasks)}`;
  const events = conversation(taskId);
  const sample = Math.floor(i / tasks);
  return timed(() => {
    const start = { runId, taskId, family, split: 'train', sample, seed: i, policyId: 'bench' } as const;
    const writer = store.beginEpisode(start);
    writer.append(events);
    writer.finish(summarizeEvents(events), reward(i % 3 === 0 ? 1 : 0, i % 50 === 0 ? ['spam'] : []));
  });
}
