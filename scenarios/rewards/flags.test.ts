import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playActs, taskOf } from '../episode/desk.fixture.ts';
import type { EpisodeEvent } from '../trace/event.ts';
import { hackFlags } from './flags.ts';

const said = (text: string): EpisodeEvent => ({
  type: 'agent_turn',
  trajectory: 'agent',
  text,
  toolCalls: [],
  usage: { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null },
  seq: 0,
  simTime: 0,
  wallTime: 0,
  worldHash: '',
});

describe('flags', () => {
  it('find some unit of 1 to 12 characters eight times in a row exactly where a pattern does', () => {
    const unit = fc.stringMatching(/^[ab ]{1,13}$/);
    const text = fc.tuple(
      fc.stringMatching(/^[abc]{0,9}$/),
      unit,
      fc.integer({ min: 1, max: 11 }),
      fc.stringMatching(/^[abc]{0,9}$/),
    );
    fc.assert(
      fc.property(text, ([before, repeated, times, after]) => {
        const line = before + repeated.repeat(times) + after;
        expect(hackFlags([said(line)])).toEqual(/(.{1,12})\1{7,}/s.test(line) ? ['repeated_garbage'] : []);
      }),
      { numRuns: 500 },
    );
  });

  it('find markup of a model in what it says', () => {
    for (const text of ['<think>hm', 'x </tool_call>', '<|im_start|>'])
      expect(hackFlags([said(text)])).toEqual(['markup_leak']);
    expect(hackFlags([said('5 < 6 and | is a pipe > all')])).toEqual([]);
  });

  it('find a tool called over and over, and an episode that ran out of turns', async () => {
    const acts = Array.from({ length: 14 }, (_, i) => ({
      call: 'get_order',
      arguments: { order_id: String(1000 + i) },
    }));
    const { reward } = await playActs(await taskOf('final_sale'), acts);
    expect(reward.flags).toEqual(['turn_limit', 'tool_brute_force']);
  });
});
