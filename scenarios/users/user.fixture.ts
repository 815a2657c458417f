/** A user for tests: one fact told in the opening, two told when asked, one that the user does not know. */
import { locales, type Locale, type Split } from '@understudy/kernel';
import { personaSchema, speechActs, type Persona, type SpeechAct } from '../schema/user.ts';
import type { Fact, TaskUser, UserAction } from '../schema/task.ts';
import { wordingsOf } from './speech/index.ts';

export const factOf = (id: string, value: string, label: string, more: Partial<Fact> = {}): Fact => ({
  id,
  value,
  label,
  askedBy: [label],
  unknown: false,
  lie: null,
  forgotten: 0,
  after: [],
  ...more,
});

export const orderId = factOf('order_id', '4821', 'order number');
export const postcode = factOf('postcode', '70193', 'postcode');
export const product = factOf('product', 'desk lamp', 'product', { askedBy: [] });
export const invoice = factOf('invoice', '99001', 'invoice number', { askedBy: ['invoice'], unknown: true });

export const restart: UserAction = {
  id: 'restart',
  label: 'restart the lamp',
  askedBy: ['restart', 'turn it off and on'],
  tool: 'restart_lamp',
  arguments: {},
  reads: 'light',
};

export function personaWith(traits: Partial<Persona> = {}): Persona {
  const base = { id: 'test', patience: 3, mood: 0, forthcoming: 0, terse: 0 };
  return personaSchema.parse({ ...base, ...traits });
}

export function userWith(traits: Partial<Persona> = {}, more: Partial<TaskUser> = {}): TaskUser {
  return {
    goal: 'get the money back',
    facts: [orderId, postcode, product, invoice],
    actions: [],
    persona: personaWith(traits),
    opening: 'My {product} arrived damaged.',
    revision: null,
    speech: {
      ...speechIn('en'),
      disclose: ['It is {facts}.'],
      unknown: ['I do not know my {asked}.'],
      nudge: ['Please, I just want to {goal}.'],
      repeat: ['Again, {facts}.'],
      thanks: ['Thanks.'],
      grumble: ['Fine.'],
      leave: ['I give up.'],
    },
    ...more,
  };
}

/** What the library has for a language and split. */
export function speechIn(
  language: Locale,
  split: Split = 'train',
): Readonly<Record<SpeechAct, readonly string[]>> {
  const library = wordingsOf(language);
  const [first, ...acts] = speechActs;
  return acts.reduce((all, act) => ({ ...all, [act]: library[act][split] }), {
    ...emptySpeech,
    [first]: library[first][split],
  });
}

const none: readonly string[] = [];
const emptySpeech = {
  disclose: none,
  unknown: none,
  nudge: none,
  repeat: none,
  thanks: none,
  grumble: none,
  leave: none,
  admit: none,
  forgot: none,
  recall: none,
  did: none,
  failed: none,
  smalltalk: none,
  interrupt: none,
  panic: none,
  restate: none,
};

export { locales };
