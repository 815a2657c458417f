import type { Step } from '@understudy/host/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { align, firstDivergence, turnsOf } from './align.ts';

type Act = 'look' | 'pay' | 'say';

function episode(acts: readonly Act[], order = '1'): readonly Step[] {
  const steps: Step[] = [];
  const stamp = () => ({ seq: steps.length, simTime: 0, wallTime: 0, worldHash: '' });
  const usage = { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null };
  steps.push({
    ...stamp(),
    ...{ type: 'opened', trajectory: 'world', taskId: 't', policyId: 'p', seed: 1, system: '', tools: [] },
  });
  for (const act of acts) {
    const toolCalls = act === 'say' ? [] : [{ id: 'c', name: act, arguments: { order } }];
    const text = act === 'say' ? 'Done.' : null;
    steps.push({
      ...stamp(),
      ...{ type: 'agent_turn', trajectory: 'agent', text, toolCalls, usage, tokenCounts: null },
    });
  }
  return steps;
}

it('an episode beside itself never diverges', () => {
  const steps = episode(['look', 'pay', 'say']);
  const pairs = align(steps, steps);
  expect(pairs).toHaveLength(4);
  expect(firstDivergence(pairs)).toBe(-1);
});

it('turns that one of them lacks stand alone, and the rest still belongs together', () => {
  const pairs = align(episode(['look', 'pay', 'say']), episode(['pay', 'say']));
  expect(pairs.map(({ left, right }) => [left?.number ?? null, right?.number ?? null])).toEqual([
    [0, 0],
    [1, null],
    [2, 1],
    [3, 2],
  ]);
  expect(firstDivergence(pairs)).toBe(1);
});

it('the same call with other arguments is a pair that differs in them', () => {
  const pairs = align(episode(['look', 'say']), episode(['look', 'say'], '2'));
  expect(pairs.map(({ differs }) => differs)).toEqual([[], ['arguments'], []]);
});

it('loses no turn and keeps their order, whatever the episodes', () => {
  const acts = fc.array(fc.constantFrom<Act>('look', 'pay', 'say'), { maxLength: 12 });
  fc.assert(
    fc.property(acts, acts, (one, other) => {
      const [left, right] = [episode(one), episode(other)];
      const pairs = align(left, right);
      expect(pairs.flatMap((pair) => pair.left ?? [])).toEqual(turnsOf(left));
      expect(pairs.flatMap((pair) => pair.right ?? [])).toEqual(turnsOf(right));
    }),
  );
});
