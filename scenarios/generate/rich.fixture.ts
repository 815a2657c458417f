/** A small pack with what the built-in one does not use: cases, edges, translations, lies, alternatives, a family held out whole. */
import refunds from '../packs/helpdesk-refunds.json' with { type: 'json' };
import type { Split } from '@understudy/kernel';
import { openArena } from '../episode/arena.ts';
import type { Arena } from '../episode/arena.ts';
import { parsePack } from '../schema/pack.ts';
import type { Pack } from '../schema/pack.ts';

const { tools, personas, parameters } = refunds;
const [ask, verify, read] = [
  { ask: ['order_id', 'postcode'], say: 'Please tell me your {asked}.' },
  { call: 'verify_identity', arguments: { order_id: '$order', postcode: '$address.postcode' } },
  { call: 'get_order', arguments: { order_id: '$order' } },
];
const close = { call: 'close_ticket', arguments: { resolution: 'credited' } };

const facts = [
  {
    id: 'order_id',
    value: '$order',
    label: 'order number',
    asked_by: ['order number', 'number of your order'],
  },
  { id: 'postcode', value: '$address.postcode', label: 'postcode', asked_by: ['postcode'], lie: '$wrong' },
  { id: 'product', value: '$item.name', label: 'product' },
];

const late = {
  id: 'late',
  title: 'Late delivery',
  description: 'How late decides how much.',
  variables: {
    late: { kind: 'edge', around: '$credit_days', offsets: [-1, 0, 1] },
    amount: { kind: 'map', from: '$big', to: { '1': '$credit_large' }, otherwise: '$credit_small' },
  },
  user: {
    goal: 'be compensated for a late delivery',
    facts,
    opening: {
      train: ['My {product} came late.', 'The {product} was late.', 'Late: my {product}.'],
      heldout: ['The {product} came days late.', 'Late, the {product}.'],
    },
    translations: {
      de: {
        goal: 'eine Entschädigung',
        opening: {
          train: ['Mein {product} kam zu spät.', '{product} zu spät!', 'Zu spät: {product}.'],
          heldout: ['Leider kam {product} zu spät.', 'Viel zu spät: {product}.'],
        },
        facts: {
          order_id: { label: 'Bestellnummer', asked_by: ['Bestellnummer'] },
          postcode: { label: 'Postleitzahl', asked_by: ['Postleitzahl'] },
        },
      },
    },
  },
  cases: [
    {
      id: 'large',
      when: { variable: 'late', at_least: '$credit_days' },
      outcome: 'act',
      clauses: [5],
      gold: [
        ask,
        verify,
        read,
        { call: 'issue_credit', arguments: { order_id: '$order', amount: '$credit_large' } },
        close,
        { say: 'I have added a credit of {credit_large}.' },
      ],
      communicate: [{ any_of: ['{credit_large}'] }],
    },
    {
      id: 'small',
      outcome: 'act',
      clauses: [5, 8],
      gold: [
        ask,
        verify,
        read,
        { call: 'add_comment', arguments: { text: 'late' }, when: { variable: 'late', more_than: 1000 } },
        { call: 'issue_credit', arguments: { order_id: '$order', amount: '$credit_small' } },
        close,
        { say: 'I have added a credit of {credit_small}.' },
      ],
      alternatives: [
        [
          ask,
          verify,
          read,
          { call: 'issue_credit', arguments: { order_id: '$order', amount: '$credit_large' } },
          close,
          { say: 'I have added {credit_small}, and as much again on top: {credit_large}.' },
        ],
      ],
      communicate: [{ any_of: ['{credit_small}'] }],
    },
  ],
};

const returned = {
  ...refunds.families.find(({ id }) => id === 'change_of_mind'),
  id: 'returned',
  split: 'heldout',
};

export const richDocument = {
  ...refunds,
  id: 'rich',
  parameters,
  tools: tools.filter((name) => name !== 'list_orders'),
  distractors: ['list_orders'],
  personas: [
    ...personas,
    {
      id: 'german',
      patience: 6,
      mood: 0,
      forthcoming: 0,
      terse: 0,
      language: 'de',
      honesty: 0,
      when: { variable: 'late', at_least: '$credit_days' },
    },
  ],
  variables: {
    ...refunds.variables,
    wrong: { kind: 'digits', length: 5, not: ['$address.postcode'] },
    big: { kind: 'sum', terms: [{ value: 1, when: { variable: 'late', at_least: '$credit_days' } }] },
  },
  families: [late, returned],
  tasks: { train: 24, heldout: 12 },
};

export const rich: Pack = parsePack(structuredClone(richDocument), 'rich.json');

const arenas = new Map<Split, Promise<Arena>>();

export function richArena(split: Split): Promise<Arena> {
  const arena = arenas.get(split) ?? openArena(rich, split);
  arenas.set(split, arena);
  return arena;
}
