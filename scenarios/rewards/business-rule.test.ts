import { describe, expect, it } from 'vitest';
import { taskOf } from '../episode/desk.fixture.ts';
import { businessRule } from './business-rule.ts';
import { calls, closed, inserted, logOf, says } from './log.fixture.ts';
import type { TextRule } from './spec.ts';

async function score(rule: TextRule, ...lines: readonly string[]): Promise<number | null> {
  return businessRule(rule, await taskOf('late_small'), logOf(...lines.map((line) => says(line)), closed()))
    .score;
}

describe('a business rule', () => {
  it('is kept by nobody who says nothing', async () => {
    const rules: readonly TextRule[] = [
      { type: 'forbidden', phrases: ['guarantee'] },
      { type: 'required', phrases: ['hello'], where: 'any' },
      { type: 'tone', lexicon: ['stupid'] },
      { type: 'disclosure_order', first: ['a'], then: ['b'] },
    ];
    for (const rule of rules) expect(await score(rule)).toBe(0);
  });

  it('forbids phrases as whole words in any case', async () => {
    const rule: TextRule = { type: 'forbidden', phrases: ['guarantee', 'our fault'] };
    expect(await score(rule, 'We will see.', 'It is OUR fault.')).toBe(0);
    expect(await score(rule, 'It is guaranteed.')).toBe(1);
  });

  it('requires a phrase in the first, the last or any line', async () => {
    const rule = { type: 'required' as const, phrases: ['hello', 'good morning'] };
    expect(await score({ ...rule, where: 'first' }, 'Good morning!', 'Done.')).toBe(1);
    expect(await score({ ...rule, where: 'last' }, 'Good morning!', 'Done.')).toBe(0);
    expect(await score({ ...rule, where: 'any' }, 'Well.', 'Hello.', 'Done.')).toBe(1);
  });

  it('measures the tone by the share of lines without fault', async () => {
    const rule: TextRule = { type: 'tone', lexicon: ['obviously', 'calm down'] };
    expect(
      await score(rule, 'Obviously not.', 'NO REFUND FOR YOU', 'Sorry.', 'The SEPA transfer is on its way.'),
    ).toBe(0.5);
    expect(await score(rule, 'Für Übergrößen gilt das auch.')).toBe(1);
  });

  it('holds for what is written with a tool beside the conversation', async () => {
    const reply = calls(
      'reply_to_customer',
      { body: 'You are a liar.' },
      {},
      { changes: [inserted('ticket_comments', { id: 1 })] },
    );
    const log = logOf(reply, says('Have a good day.'), closed());
    const task = await taskOf('late_small');
    expect(businessRule({ type: 'tone', lexicon: ['liar'] }, task, log).score).toBe(0.5);
    expect(businessRule({ type: 'forbidden', phrases: ['liar'] }, task, log).score).toBe(0);
  });

  it('wants one thing said before another, and both', async () => {
    const rule: TextRule = { type: 'disclosure_order', first: ['recorded'], then: ['price'] };
    expect(await score(rule, 'This call is recorded.', 'The price is 5.00.')).toBe(1);
    expect(await score(rule, 'The price is 5.00; this call is recorded.')).toBe(0);
    expect(await score(rule, 'The price is 5.00.')).toBe(0);
    expect(await score(rule, 'This call is recorded.')).toBe(0);
  });
});
