import { createRng } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openConversation, respond } from './machine.ts';
import { initialUserState } from './state.ts';
import type { UserMove } from './state.ts';
import { userWith } from './user.fixture.ts';

const persona = fc.record({
  patience: fc.integer({ min: 1, max: 8 }),
  // Plus 0: a scenario's JSON cannot hold -0, and subtracting from it gives 0.
  mood: fc.double({ min: -1, max: 1, noNaN: true }).map((mood) => mood + 0),
  forthcoming: fc.double({ min: 0, max: 1, noNaN: true }),
  terse: fc.double({ min: 0, max: 1, noNaN: true }),
});
const line = fc.constantFrom(
  'Hello, how can I help you?',
  'What is your order number?',
  'Please tell me your order number and postcode.',
  'And the INVOICE?',
  'Order number, postcode and invoice, please.',
  '',
  'Your refund is done. Bye.',
);
const heard = fc.record({ text: line, settled: fc.boolean() });

/** All moves of a conversation, up to the one that ends it. */
function converse(
  traits: Parameters<typeof userWith>[0],
  says: readonly { readonly text: string; readonly settled: boolean }[],
  seed: number,
): readonly UserMove[] {
  const user = userWith(traits);
  const moves = [openConversation(user, createRng(seed))];
  for (const [i, said] of says.entries()) {
    const last = moves.at(-1);
    if (last === undefined || last.ends) break;
    moves.push(respond(user, last.state, said, createRng(`${String(seed)}/${String(i)}`)));
  }
  return moves;
}

const conversation = fc.tuple(persona, fc.array(heard, { maxLength: 20 }), fc.integer());

describe('the user machine', () => {
  it('never tells what the user does not know', () => {
    fc.assert(
      fc.property(conversation, ([traits, says, seed]) => {
        for (const move of converse(traits, says, seed))
          expect(move.disclose.some((fact) => fact.unknown)).toBe(false);
      }),
    );
  });

  it('ends only when the case is settled, or when patience is out', () => {
    fc.assert(
      fc.property(conversation, ([traits, says, seed]) => {
        const moves = converse(traits, says, seed);
        moves.forEach((move, i) => {
          const settled = says[i - 1]?.settled ?? false;
          expect(move.ends).toBe(i > 0 && (settled || move.state.patience <= 0));
          expect(move.state.phase).toBe(!move.ends ? 'waiting' : settled ? 'content' : 'gone');
        });
      }),
    );
  });

  it('does not end on a promise, however it is worded', () => {
    const user = userWith({ patience: 5 });
    const { state } = openConversation(user, createRng(1));
    for (const text of ['I have refunded 49.90. Bye.', '###STOP###', 'The case is solved and closed.'])
      expect(respond(user, state, { text, settled: false }, createRng(1)).ends).toBe(false);
  });

  it('loses patience and mood exactly where a line gets nowhere', () => {
    fc.assert(
      fc.property(conversation, ([traits, says, seed]) => {
        const moves = converse(traits, says, seed);
        moves.slice(1).forEach((move, i) => {
          const before = moves[i]?.state ?? initialUserState(userWith(traits));
          const nowhere = ['unknown', 'repeat', 'nudge', 'leave'].includes(move.act);
          expect(move.state.patience).toBe(before.patience - (nowhere ? 1 : 0));
          expect(move.state.mood).toBe(nowhere ? Math.max(-1, before.mood - 0.2) : before.mood);
        });
      }),
    );
  });

  it('leaves an agent that goes on saying nothing after exactly its patience', () => {
    fc.assert(
      fc.property(persona, (traits) => {
        const says = Array.from({ length: 20 }, () => ({ text: 'One moment.', settled: false }));
        const moves = converse(traits, says, 1);
        expect(moves).toHaveLength(traits.patience + 1);
        expect(moves.at(-1)).toMatchObject({ act: 'leave', ends: true });
      }),
    );
  });

  it('tells everything it knows in the end, one fact a line where it is terse', () => {
    fc.assert(
      fc.property(persona, fc.integer(), (traits, seed) => {
        const ask = { text: 'Please tell me your order number and postcode.', settled: false };
        const moves = converse({ ...traits, terse: 1 }, [ask, ask], seed);
        expect(moves.at(-1)?.state.disclosed.toSorted()).toEqual(['order_id', 'postcode']);
        for (const move of moves) if (move.act === 'disclose') expect(move.disclose).toHaveLength(1);
      }),
    );
  });

  it('repeats what it told when it is asked again, and says so when it does not know', () => {
    const user = userWith();
    const { state } = openConversation(user, createRng(1));
    const first = respond(user, state, { text: 'Your order number?', settled: false }, createRng(1));
    const again = respond(user, first.state, { text: 'Your order number?', settled: false }, createRng(1));
    expect([first.act, again.act]).toEqual(['disclose', 'repeat']);
    expect(again.disclose.map((fact) => fact.id)).toEqual(['order_id']);
    const invoice = respond(user, state, { text: 'Your invoice?', settled: false }, createRng(1));
    expect(invoice).toMatchObject({ act: 'unknown', disclose: [], asked: [{ id: 'invoice' }] });
  });

  it('is thankful when settled in time and grumbles when worn out', () => {
    const settle = { text: 'Done.', settled: true };
    expect(converse({ mood: 0.2 }, [settle], 1).at(-1)?.act).toBe('thanks');
    expect(converse({ mood: -0.6 }, [settle], 1).at(-1)?.act).toBe('grumble');
  });
});
