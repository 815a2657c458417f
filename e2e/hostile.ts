/** What can be hostile in what the screens show, and episodes that are made of nothing else. */
import { summarizeEvents, type TraceStore } from '@understudy/engine';
import type { EpisodeEvent, Reward } from '@understudy/scenarios';

/** What a page must show as text and never obey. */
export const hostile = [
  '<script>window.pwned = 1</script>',
  '<img src=x onerror="window.pwned = 2">',
  '"><svg onload="window.pwned = 3">',
  "';alert(4)//",
  '<iframe srcdoc="<script>parent.pwned = 5</script>"></iframe>',
  '<a href="javascript:window.pwned = 6">click</a>',
  '</style><style>body{display:none}</style>',
  '{{constructor.constructor("window.pwned = 7")()}}',
  '<math><mtext><table><mglyph><style><img src=x onerror=window.pwned=8>',
  '\u202e<details open ontoggle="window.pwned = 9">',
  '</li></ol></main><h1>Your token has expired</h1>',
  '<meta http-equiv="refresh" content="0;url=https://example.com">',
];

export function keep(
  store: TraceStore,
  run: string,
  taskId: string,
  events: readonly EpisodeEvent[],
  reward: Reward,
): void {
  store.createRun({ id: run, kind: 'rollout', policyId: 'seed', scenario: 'helpdesk-refunds', settings: {} });
  const sample = store.episodes({ runIds: [run], taskIds: [taskId] }).length;
  const family = taskId.split('/')[1] ?? 'none';
  const writer = store.beginEpisode({
    runId: run,
    taskId,
    family,
    split: 'train',
    sample,
    seed: 1,
    policyId: 'seed',
  });
  writer.append(events);
  writer.finish(summarizeEvents(events), reward);
}

export function hostileEpisodes(store: TraceStore): void {
  const all = hostile.join('\n');
  for (const more of ['', ' again']) {
    const events: EpisodeEvent[] = [];
    const stamp = () => ({ seq: events.length, simTime: 0, wallTime: 0, worldHash: all });
    const usage = { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null };
    const change = { table: all, key: 1, before: { [all]: all, id: 1 }, after: { [all]: `${all}!`, id: 1 } };
    const taskId = `${hostile[1] ?? ''}/${hostile[0] ?? ''}/train/0`;
    events.push({
      ...stamp(),
      ...{
        type: 'opened',
        trajectory: 'world',
        taskId,
        policyId: all,
        seed: 1,
        system: all,
        tools: [...hostile],
      },
    });
    events.push({
      ...stamp(),
      ...{
        type: 'user_message',
        trajectory: 'user',
        text: all + more,
        act: all,
        state: all,
        disclosed: [...hostile],
      },
      ...{ mood: 0, patience: 1, voice: 'llm', guarded: [{ text: all, reason: all }], lied: [...hostile] },
    });
    const toolCalls = [{ id: all, name: all, arguments: { [all]: all } }];
    events.push({
      ...stamp(),
      ...{ type: 'agent_turn', trajectory: 'agent', text: all, toolCalls, malformed: all, usage, by: all },
    });
    events.push({
      ...stamp(),
      ...{ type: 'tool_result', trajectory: 'agent', callId: all, name: all, arguments: { [all]: all } },
      ...{ outcome: { ok: true, result: { [all]: [all, { [all]: all }] } }, changes: [change] },
    });
    events.push({
      ...stamp(),
      ...{ type: 'tool_result', trajectory: 'user', callId: all, name: all, arguments: {}, changes: [] },
      outcome: { ok: false, error: { code: 'conflict', message: all, hint: all, retryable: false } },
    });
    events.push({
      ...stamp(),
      ...{ type: 'timer', trajectory: 'world', event: all, subject: all, changes: [change] },
    });
    events.push({
      ...stamp(),
      ...{ type: 'closed', trajectory: 'world', reason: 'user_left', changes: [change] },
    });
    const component = {
      id: all,
      kind: 'judge',
      score: 0,
      weight: 1,
      gate: true,
      evidence: [...hostile],
    } as const;
    keep(store, 'replay-hostile', taskId, events, {
      value: 0,
      success: false,
      components: [{ ...component, evidence: [...hostile] }],
      flags: [...hostile],
    });
  }
}
