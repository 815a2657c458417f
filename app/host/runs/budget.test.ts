import type { Policy } from '@understudy/engine';
import { expect, test, vi } from 'vitest';
import { BudgetSpent, openMeter } from './budget.ts';

const input = { episodeId: 'e', turn: 0, conversation: [], tools: [], seed: 1 };
const closed = vi.fn(async () => undefined);
const talker: Policy = {
  ...{ id: 'talker', kind: 'scripted', concurrency: 3 },
  act: async () => ({
    ...{ text: 'Hm.', toolCalls: [] },
    usage: { promptTokens: 40, completionTokens: 10, seconds: 0, cost: null },
  }),
  close: closed,
};
const { signal } = new AbortController();

test('tokens of all who take part are counted, and the one that uses them up is the last', async () => {
  const meter = openMeter({ tokens: 120 });
  const [agent, user] = [meter.counted(talker), meter.counted(talker)];
  expect([agent.id, agent.kind, agent.concurrency]).toEqual(['talker', 'scripted', 3]);
  await agent.act(input, signal);
  await user.act(input, signal);
  expect(meter.signal.aborted).toBe(false);
  expect((await agent.act(input, signal)).text).toBe('Hm.');
  expect(meter.signal.reason).toEqual(new BudgetSpent('Paused: its budget of 120 tokens is used up.'));
  await agent.close();
  expect(closed).toHaveBeenCalledOnce();
});

test('minutes end it too, and not after it was closed', () => {
  vi.useFakeTimers();
  try {
    const [meter, other] = [openMeter({ minutes: 2 }), openMeter({ minutes: 2 })];
    other.close();
    vi.advanceTimersByTime(119_000);
    expect(meter.signal.aborted).toBe(false);
    vi.advanceTimersByTime(2000);
    expect(meter.signal.reason).toBeInstanceOf(BudgetSpent);
    expect(other.signal.aborted).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

test('without a budget nothing ends it', async () => {
  const meter = openMeter({});
  for (let i = 0; i < 50; i += 1) await meter.counted(talker).act(input, signal);
  expect(meter.signal.aborted).toBe(false);
});
