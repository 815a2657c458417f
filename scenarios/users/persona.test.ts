/** The laws of a user with every trait there is: whatever the persona, the facts and the agent. */
import { createRng, locales } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Persona } from '../schema/user.ts';
import type { Fact, TaskUser } from '../schema/task.ts';
import { actionFor } from './asking.ts';
import { guardLine } from './guard.ts';
import { openConversation, respond } from './machine.ts';
import { toldFacts } from './state.ts';
import type { Performed, UserMove } from './state.ts';
import { templateLine } from './template.ts';
import { factOf, postcode, product, restart, speechIn, userWith } from './user.fixture.ts';
import { speakTemplate } from './voice.ts';

type Traits = Omit<Persona, 'id' | 'when'>;
interface More {
  readonly lies: boolean;
  readonly forgotten: number;
  readonly chained: boolean;
  readonly revisionAt: number | null;
}
interface Said {
  readonly text: string;
  readonly settled: boolean;
  readonly works: boolean;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const traits: fc.Arbitrary<Traits> = fc.record({
  patience: fc.integer({ min: 1, max: 8 }),
  mood: fc.double({ min: -1, max: 1, noNaN: true }),
  forthcoming: share,
  terse: share,
  verbosity: share,
  literacy: share,
  honesty: share,
  forgetful: share,
  mood_drop: fc.double({ min: 0, max: 0.5, noNaN: true }),
  mood_gain: fc.double({ min: 0, max: 0.5, noNaN: true }),
  interrupts: share,
  panic: share,
  repetition: share,
  language: fc.constantFrom(...locales),
});
const extras: fc.Arbitrary<More> = fc.record({
  lies: fc.boolean(),
  forgotten: fc.integer({ min: 0, max: 3 }),
  chained: fc.boolean(),
  revisionAt: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
});

const known: readonly Fact[] = [
  factOf('order_id', '4821', 'order number'),
  postcode,
  factOf('email', 'kim.lee7@example.com', 'e-mail'),
];

function userOf(persona: Traits, more: More): TaskUser {
  const lies = ['9999', '11111', 'nobody@example.com'];
  const facts = known.map((fact, i): Fact => ({
    ...fact,
    lie: more.lies ? (lies[i] ?? null) : null,
    forgotten: more.forgotten,
    after: more.chained && i > 0 ? [known[i - 1]?.id ?? ''] : [],
  }));
  const unknown = factOf('invoice', '55443', 'invoice', { unknown: true });
  return userWith(persona, {
    facts: [...facts, unknown, product],
    actions: [restart],
    speech: speechIn(persona.language),
    revision:
      more.revisionAt === null ? null : { atAnswer: more.revisionAt, text: 'Keep the {product}, then.' },
  });
}

const says = fc.constantFrom(
  'Your order number?',
  'Order number and postcode, please.',
  'order number, postcode, e-mail, invoice',
  'And the invoice?',
  'Please restart it.',
  'Restart it and tell me your e-mail.',
  'One moment.',
  '',
);
const heard: fc.Arbitrary<Said> = fc.record({ text: says, settled: fc.boolean(), works: fc.boolean() });
const played = fc.tuple(traits, extras, fc.array(heard, { maxLength: 25 }), fc.integer());

interface Turn {
  readonly move: UserMove;
  readonly text: string;
  readonly settled: boolean;
  readonly line: string;
}

/** A whole conversation, with the lines the user writes. */
function converse(user: TaskUser, agent: readonly Said[], seed: number) {
  const open = openConversation(user, createRng(seed));
  const turns: Turn[] = [];
  turns.push(turn(open, '', false, 0));
  function turn(move: UserMove, text: string, settled: boolean, i: number): Turn {
    const before = turns.at(-1)?.move.state;
    const told = before === undefined ? [] : toldFacts(user, before);
    const rng = createRng(`${String(seed)}/${String(i)}/voice`);
    const request = { line: 'l', user, move, told, heard: text, rng };
    const line = speakTemplate(request).text;
    expect(guardLine(templateLine({ ...request, rng: createRng(1) }), request)).toBeNull();
    return { move, text, settled, line };
  }
  for (const [i, { text, settled, works }] of agent.entries()) {
    const last = turns.at(-1)?.move;
    if (last === undefined || last.ends) break;
    const action = settled ? null : actionFor(user, last.state, text, () => false);
    const performed: { performed?: Performed } =
      action === null ? {} : { performed: { action, ok: works, reading: works ? 'red 7' : '' } };
    const move = respond(
      user,
      last.state,
      { text, settled, ...performed },
      createRng(`${String(seed)}/${String(i)}`),
    );
    turns.push(turn(move, text, settled, i + 1));
  }
  return turns;
}

describe('a user of any persona', () => {
  it('never tells what it does not know, and writes nothing that the guard would refuse', () => {
    fc.assert(
      fc.property(played, ([persona, more, agent, seed]) => {
        for (const { move, line } of converse(userOf(persona, more), agent, seed)) {
          expect(move.disclose.some((fact) => fact.unknown)).toBe(false);
          expect(line).not.toContain('55443');
          for (const fact of move.disclose) expect(line).toContain(fact.value);
        }
      }),
    );
  });

  it('ends only when the case is settled or its patience is out', () => {
    fc.assert(
      fc.property(played, ([persona, more, agent, seed]) => {
        for (const { move, settled } of converse(userOf(persona, more), agent, seed)) {
          if (move.state.phase === 'content') expect(settled).toBe(true);
          if (move.state.phase === 'gone') expect(move.state.patience).toBeLessThanOrEqual(0);
          expect(move.ends).toBe(move.state.phase !== 'waiting');
        }
      }),
    );
  });

  it('in the end tells everything that it is asked for and knows, truly', () => {
    const all = { text: 'order number, postcode, e-mail?', settled: false, works: true };
    fc.assert(
      fc.property(traits, extras, fc.integer(), (persona, more, seed) => {
        const user = userOf(persona, more);
        // Asked as often as it may lie, forget, interrupt and answer one thing at a time.
        const turns = converse(
          user,
          Array.from({ length: 30 }, () => all),
          seed,
        );
        const truths = turns.find(({ move }) => known.every(({ id }) => move.state.disclosed.includes(id)));
        expect(truths).toBeDefined();
        // None of it costs patience: it is the user who takes so long.
        expect(truths?.move.state.patience).toBe(persona.patience);
      }),
    );
  });

  it('tells no lie after it has admitted the truth, and no lie twice', () => {
    fc.assert(
      fc.property(played, ([persona, more, agent, seed]) => {
        const lines = converse(userOf(persona, { ...more, lies: true }), agent, seed);
        for (const lie of ['9999', '11111', 'nobody@example.com'])
          expect(lines.filter(({ line }) => line.includes(lie)).length).toBeLessThanOrEqual(1);
        const admitted = new Set<string>();
        for (const { move } of lines) {
          for (const id of move.state.lied) expect(admitted.has(id)).toBe(false);
          for (const id of move.state.disclosed) admitted.add(id);
        }
      }),
    );
  });

  it('keeps the order of what it tells', () => {
    fc.assert(
      fc.property(played, ([persona, more, agent, seed]) => {
        const told: string[] = [];
        for (const { move } of converse(userOf(persona, { ...more, chained: true }), agent, seed))
          for (const { id } of move.disclose) if (!told.includes(id)) told.push(id);
        expect(told).toEqual(['order_id', 'postcode', 'email'].slice(0, told.length));
      }),
    );
  });

  it('says the same to the same agent with the same seed', () => {
    fc.assert(
      fc.property(played, ([persona, more, agent, seed]) => {
        const lines = (): readonly string[] =>
          converse(userOf(persona, more), agent, seed).map(({ line }) => line);
        expect(lines()).toEqual(lines());
      }),
      { numRuns: 30 },
    );
  });

  it('draws nothing for a trait it does not have', () => {
    fc.assert(
      fc.property(played, ([{ patience, mood, forthcoming, terse }, , agent, seed]) => {
        const plain = userOf({ ...ordinary, patience, mood, forthcoming, terse }, nothing);
        const first = converse(plain, agent, seed);
        // What could be lied about or forgotten, but is not, leaves every line as it is.
        const could = userOf(
          { ...ordinary, patience, mood, forthcoming, terse },
          { ...nothing, lies: true, forgotten: 2 },
        );
        expect(converse(could, agent, seed).map(({ line }) => line)).toEqual(first.map(({ line }) => line));
      }),
    );
  });
});

const ordinary = {
  verbosity: 0,
  literacy: 1,
  honesty: 1,
  forgetful: 0,
  mood_drop: 0.2,
  mood_gain: 0,
  interrupts: 0,
  panic: 0,
  repetition: 0,
  language: 'en',
} as const;
const nothing = { lies: false, forgotten: 0, chained: false, revisionAt: null } as const;

describe('single traits', () => {
  const ask = (text: string) => ({ text, settled: false, works: true });
  const acts = (user: TaskUser, ...agent: readonly string[]): readonly string[] =>
    converse(user, agent.map(ask), 1).map(({ move }) => move.act);

  it('a liar tells the wrong value first and admits the true one', () => {
    const user = userOf(
      { ...ordinary, patience: 3, mood: 0, forthcoming: 0, terse: 0, honesty: 0 },
      { ...nothing, lies: true },
    );
    const turns = converse(
      user,
      [ask('Your order number?'), ask('Your order number?'), ask('Your order number?')],
      1,
    );
    expect(turns.map(({ move }) => move.act)).toEqual(['open', 'disclose', 'admit', 'repeat']);
    expect(turns.map(({ line }) => [line.includes('9999'), line.includes('4821')])).toEqual([
      [false, false],
      [true, false],
      [false, true],
      [false, true],
    ]);
  });

  it('a forgetful user remembers after a while', () => {
    const user = userOf(
      { ...ordinary, patience: 1, mood: 0, forthcoming: 1, terse: 0, forgetful: 1 },
      { ...nothing, forgotten: 2 },
    );
    const question = 'Your order number?';
    expect(acts(user, question, question, question)).toEqual(['open', 'forgot', 'forgot', 'recall']);
  });

  it('a user who interrupts answers the next time', () => {
    const user = userOf(
      { ...ordinary, patience: 1, mood: 0, forthcoming: 0, terse: 0, interrupts: 1 },
      nothing,
    );
    expect(acts(user, 'Your postcode?', 'Your postcode?')).toEqual(['open', 'interrupt', 'disclose']);
  });

  it('what must be told first is told first, though nobody asked for it', () => {
    const user = userOf(
      { ...ordinary, patience: 3, mood: 0, forthcoming: 0, terse: 0 },
      { ...nothing, chained: true },
    );
    const told = converse(user, [ask('Your e-mail?'), ask('Your e-mail?'), ask('Your e-mail?')], 1);
    expect(told.map(({ move }) => move.disclose.map(({ id }) => id))).toEqual([
      [],
      ['order_id'],
      ['postcode'],
      ['email'],
    ]);
  });

  it('what waits for itself is never told, and asking for it gets nowhere', () => {
    const [first, second] = known.map((fact, i) => ({ ...fact, after: [known[1 - i]?.id ?? ''] }));
    if (first === undefined || second === undefined) throw new Error('two facts are known');
    const user = userWith({ patience: 2 }, { facts: [first, second] });
    expect(acts(user, 'Your order number?', 'Your postcode?')).toEqual(['open', 'nudge', 'leave']);
  });

  it('facts that the opening itself tells are told, whoever is forthcoming or not', () => {
    const user = userWith({ forthcoming: 0 }, { opening: 'Order {order_id}, a {product}: broken.' });
    const [open] = converse(user, [], 1);
    expect(open?.line).toBe('Order 4821, a desk lamp: broken.');
    expect(open?.move.state.disclosed).toEqual(['order_id']);
  });

  it('mood falls and rises by what the persona says', () => {
    const user = userOf(
      { ...ordinary, patience: 9, mood: 0, forthcoming: 0, terse: 0, mood_drop: 0.5, mood_gain: 0.25 },
      nothing,
    );
    const moods = converse(user, ['Hm.', 'Your postcode?', 'Hm.', 'Hm.', 'Hm.'].map(ask), 1).map(
      ({ move }) => move.state.mood,
    );
    expect(moods).toEqual([0, -0.5, -0.25, -0.75, -1, -1]);
  });

  it('panic, small talk and the goal once more come on top of an answer', () => {
    const user = userOf(
      {
        ...ordinary,
        patience: 9,
        mood: -0.5,
        forthcoming: 0,
        terse: 0,
        panic: 1,
        verbosity: 1,
        repetition: 1,
      },
      nothing,
    );
    const [, told] = converse(user, [ask('Your postcode?')], 1);
    expect(told?.move.extras).toEqual(['panic', 'restate', 'smalltalk']);
    expect(told?.line).toMatch(/^[^a-z]+!.*70193.*get the money back.*\.$/);
  });
});
