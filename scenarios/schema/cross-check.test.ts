/** Every reference that leads nowhere is found when a pack is loaded, with its place and what to do. */
import { describe, expect, it } from 'vitest';
import { rich } from '../generate/rich.fixture.ts';
import { ScenarioError } from './expression.ts';
import { parsePack } from './pack.ts';
import type { Case, Family, GoldStep, Pack, UserSpec } from './pack.ts';

function part<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the fixture has changed');
  return value;
}

const late = part(rich.families[0]);
const others = rich.families.slice(1);
const large = part(late.cases?.[0]);
const small = part(late.cases?.[1]);
const german = part(late.user.translations.de);
const order = part(late.user.facts[0]);

const withFamily = (change: Partial<Family>): Pack => ({
  ...rich,
  families: [{ ...late, ...change }, ...others],
});
const withUser = (change: Partial<UserSpec>): Pack => withFamily({ user: { ...late.user, ...change } });
const withLarge = (change: Partial<Case>): Pack => withFamily({ cases: [{ ...large, ...change }, small] });
const withStep = (...steps: readonly GoldStep[]): Pack => withLarge({ gold: [...large.gold, ...steps] });
const withVariable = (spec: Pack['variables'][string]): Pack =>
  withFamily({ variables: { ...late.variables, x: spec } });
const withReward = (component: Pack['reward'][number]): Pack => ({
  ...rich,
  reward: [...rich.reward, component],
});
const sayings = { train: ['a!', 'b!', 'c!'], heldout: ['d!', 'e!'] };

function problemOf(document: Pack): string {
  try {
    parsePack(JSON.parse(JSON.stringify(document)), 'my.json');
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'none';
}

const references: readonly (readonly [string, Pack, RegExp])[] = [
  [
    'variables in variables',
    withVariable({ kind: 'money', cents: '$nothing' }),
    /families\.late\.variables\.x: no variable "nothing"; there are: return_days/,
  ],
  [
    'later variables in earlier ones',
    { ...rich, variables: { first: { kind: 'date', at: '$now' }, ...rich.variables } },
    /variables\.first: no variable "now"/,
  ],
  ['a row as a value', withVariable({ kind: 'money', cents: '$item' }), /"item" is a row; say which column/],
  [
    'a value as a row',
    withVariable({ kind: 'text', template: '{order.id}' }),
    /"order" is a single value and has no "id"/,
  ],
  [
    'columns that a path has not',
    withFamily({
      variables: {
        ...late.variables,
        past: { kind: 'path', lifecycle: 'order', longest: 3 },
        x: { kind: 'text', template: '{past.colour}' },
      },
    }),
    /"past" has no column "colour"; it has: state, steps, events/,
  ],
  [
    'variables in SQL',
    withVariable({ kind: 'query', sql: 'SELECT 1 AS n WHERE 1 = $nobody.id' }),
    /variables\.x: no variable "nobody"/,
  ],
  [
    'rows to differ from',
    withVariable({ kind: 'row', table: 'products', where: '1', distinct: ['thing'] }),
    /variables\.x\.distinct: no variable "thing"/,
  ],
  [
    'variables in conditions',
    withLarge({ when: [{ variable: 'lateness', at_least: 1 }] }),
    /families\.late\.cases\.large\.when: no variable "lateness"/,
  ],
  [
    'limits in conditions',
    withLarge({ when: [{ variable: 'late', at_least: '$limit' }] }),
    /cases\.large\.when: no variable "limit"/,
  ],
  [
    'variables in what must be told',
    withLarge({ communicate: [{ any_of: ['{x}'] }] }),
    /cases\.large\.communicate: no variable "x"/,
  ],
  [
    'variables in arguments',
    withStep({ call: 'get_order', arguments: { order_id: '$x' }, when: [] }),
    /cases\.large\.gold\.6: no variable "x"/,
  ],
  [
    'variables in openings',
    withFamily({ opening: [{ table: 'tickets', values: { subject: 'About {x}' } }] }),
    /families\.late\.opening\.0\.subject: no variable "x"/,
  ],
  ['variables in the policy', { ...rich, policy: '1. Be {x}.' }, /policy: no variable "x"/],
  ['variables in the focus', { ...rich, focus: { ticketId: '$x' } }, /focus\.ticketId: no variable "x"/],
  [
    'variables of personas',
    { ...rich, personas: [{ ...part(rich.personas[0]), when: [{ variable: 'x', equals: 1 }] }] },
    /personas\.plain\.when: no variable "x"/,
  ],
  [
    'variables in lies',
    withUser({ facts: [{ ...order, lie: '$x' }] }),
    /facts\.order_id\.lie: no variable "x"/,
  ],
  ['confidential values', withFamily({ confidential: ['$x.email'] }), /late\.confidential: no variable "x"/],
  [
    'a focus value in a query',
    withReward({
      ...{ id: 'check', kind: 'sql_assertion', weight: 1, gate: false, is: 'equal', value: 1 },
      query: 'SELECT 1 FROM tickets WHERE id = :ticket',
    }),
    /reward\.check: ":ticket" is not in focus; it has: ticketId/,
  ],
  [
    'tools in outages',
    { ...rich, faults: { outages: [{ tools: ['fly'], after_calls: 0, for_seconds: 1 }] } },
    /faults\.outages: no tool "fly"/,
  ],
];

const sense: readonly (readonly [string, Pack, RegExp])[] = [
  [
    'a clause that the policy does not have',
    withLarge({ clauses: [5, 99] }),
    /cases\.large\.clauses: the policy has no clause 99; it has: 1, 2, 3/,
  ],
  [
    'a distractor in a solution',
    withStep({ call: 'list_orders', arguments: {}, when: [] }),
    /gold\.6: "list_orders" is a distractor, which no solution uses/,
  ],
  [
    'a distractor in an alternative',
    withFamily({
      cases: [large, { ...small, alternatives: [[{ call: 'list_orders', arguments: {}, when: [] }]] }],
    }),
    /cases\.small\.alternatives\.0\.0: "list_orders" is a distractor/,
  ],
  [
    'a tool that is offered twice',
    { ...rich, distractors: ['get_order'] },
    /tools and distractors: two are called "get_order"/,
  ],
  [
    'a case behind one that always holds',
    withFamily({ cases: [small, large] }),
    /cases\.small: it always holds, so no case after it is reached/,
  ],
  [
    'two cases of one id',
    withFamily({ cases: [large, { ...small, id: 'large' }] }),
    /late\.cases: two are called "large"/,
  ],
  ['two facts of one id', withUser({ facts: [order, order] }), /user\.facts: two are called "order_id"/],
  [
    'a question without its words',
    withStep({ ask: ['order_id'], say: 'Well?', when: [] }),
    /"Well\?" does not ask for "order_id"/,
  ],
  [
    'a request for no action',
    withStep({ ask_to: 'restart', say: 'x', when: [] }),
    /no action "restart"; there are: none/,
  ],
  [
    'a fact to be told before itself',
    withUser({ facts: late.user.facts.map((fact) => ({ ...fact, after: ['order_id'] })) }),
    /facts\.order_id\.after: it would have to be told before itself/,
  ],
  [
    'a translation that nobody speaks',
    withUser({ translations: { ...late.user.translations, fr: german } }),
    /translations\.fr: no persona speaks it/,
  ],
  [
    'a fact without words in a language',
    withUser({ translations: { de: { ...german, facts: { postcode: part(german.facts['postcode']) } } } }),
    /translations\.de\.facts: the fact "order_id" has no words/,
  ],
  [
    'a change of mind without words in a language',
    withUser({ revision: { at_answer: 1, says: sayings } }),
    /translations\.de\.revision: the user changes its mind/,
  ],
  [
    'nothing to tell where the reward asks for it',
    withLarge({ communicate: [] }),
    /cases\.large\.communicate: the reward asks what was told/,
  ],
  [
    'a question where nobody answers',
    withFamily({ mode: 'solo' }),
    /cases\.large\.gold\.0: nobody answers in a solo family/,
  ],
  [
    'no family to train on',
    { ...rich, families: rich.families.map((family) => ({ ...family, split: 'heldout' as const })) },
    /families: all are held out/,
  ],
  [
    'a variable called like a parameter',
    withFamily({ variables: { ...late.variables, return_days: { kind: 'int', low: 1, high: 2 } } }),
    /variables\.return_days: a parameter is called so/,
  ],
  [
    'a value of both splits',
    withVariable({ kind: 'choice', of: ['a', 'b'], heldout: ['c', 'b'] }),
    /variables\.x: "b" is a value of both splits/,
  ],
  [
    'a range upside down',
    withVariable({ kind: 'int', low: 2, high: 1 }),
    /variables\.x: low is 2, above high, 1/,
  ],
  [
    'a translated wording of both splits',
    withUser({
      translations: {
        de: { ...german, opening: { ...german.opening, heldout: ['f!', 'Zu spät: {product}.'] } },
      },
    }),
    /"Zu spät: \{product\}\." is a wording of both splits/,
  ],
];

describe('a pack', () => {
  it('whose references all lead somewhere is taken as it is', () => {
    expect(problemOf(rich)).toBe('none');
  });

  it.each(references)('that refers to %s that are not there is refused', (_name, document, message) => {
    expect(problemOf(document)).toMatch(message);
  });

  it.each(sense)('with %s is refused', (_name, document, message) => {
    expect(problemOf(document)).toMatch(message);
  });
});
