/** Episodes for tests: small, whole and valid, made of the given numbers. */
import type { EpisodeEvent, Reward } from '@understudy/scenarios';
import type { EpisodeStart } from './records.ts';

export const modelPolicy = 'local:0123abcd';

export function sampleStart(taskId: string, sample: number, more: Partial<EpisodeStart> = {}): EpisodeStart {
  return {
    runId: 'run-1',
    taskId,
    family: 'damaged',
    split: 'train',
    sample,
    seed: 1000 + sample,
    policyId: modelPolicy,
    ...more,
  };
}

/** An episode of `calls` tool calls, each an act of its own, and a closing message: 2 * calls + 4 events. */
export function sampleEvents(taskId: string, calls = 2): EpisodeEvent[] {
  const events: EpisodeEvent[] = [];
  const stamp = () => ({
    seq: events.length,
    simTime: 1_700_000_000_000 + events.length * 60_000,
    wallTime: 1_760_000_000_000 + events.length * 500,
    worldHash: `hash-${events.length}`,
  });
  let length = 0;
  const tokens = (promptIds: number[], sampledIds: number[]) => {
    const record = {
      prefix: length,
      promptIds,
      sampledIds,
      logprobs: sampledIds.map(() => -0.25),
      temperature: 0.7,
      templateHash: 'template',
      modelHash: 'model',
    };
    length += promptIds.length + sampledIds.length;
    return record;
  };
  const usage = { promptTokens: 3, completionTokens: 2, seconds: 0.25, cost: null };
  events.push({
    ...stamp(),
    type: 'opened',
    trajectory: 'world',
    taskId,
    policyId: modelPolicy,
    seed: 7,
    system: 'You work at a helpdesk.',
    tools: ['find_order', 'refund'],
  });
  events.push({
    ...stamp(),
    type: 'user_message',
    trajectory: 'user',
    text: 'My cup arrived broken.',
    act: 'open',
    state: 'waiting',
    disclosed: [],
    mood: 0.5,
    patience: 3,
    voice: 'template',
    guarded: [],
  });
  for (let call = 0; call < calls; call += 1) {
    const args = { order: `O-${call}` };
    events.push({
      ...stamp(),
      type: 'agent_turn',
      trajectory: 'agent',
      text: null,
      toolCalls: [{ id: `c${call}`, name: 'find_order', arguments: args }],
      tokens: tokens([10 + call, 11, 12], [90 + call, 2]),
      usage,
    });
    events.push({
      ...stamp(),
      type: 'tool_result',
      trajectory: 'agent',
      callId: `c${call}`,
      name: 'find_order',
      arguments: args,
      outcome: { ok: true, result: { status: 'delivered' } },
      changes: [],
    });
  }
  events.push({
    ...stamp(),
    type: 'agent_turn',
    trajectory: 'agent',
    text: 'Your refund is on its way.',
    toolCalls: [],
    tokens: tokens([20], [99, 98, 2]),
    usage,
  });
  events.push({ ...stamp(), type: 'closed', trajectory: 'world', reason: 'resolved', changes: [] });
  return events;
}

/** A reward of one goal component; null is an episode that could not be judged. */
export function sampleReward(value: number | null, flags: readonly string[] = []): Reward {
  return {
    value,
    success: value === null ? null : value === 1,
    components: [
      {
        id: 'goal',
        kind: 'goal_state',
        score: value,
        weight: 1,
        gate: true,
        evidence: ['returns 4: status refunded'],
      },
    ],
    flags: [...flags],
  };
}
