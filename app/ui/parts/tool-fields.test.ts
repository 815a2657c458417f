import { expect, test } from 'vitest';
import { argumentsOf, fieldsOf } from './tool-fields.ts';

const properties = {
  lead_id: { description: 'Lead id', type: 'string', maxLength: 8, pattern: '^L[1-9]\\d{0,6}$' },
  postcode: { type: 'string', maxLength: 5, pattern: '^\\d{5}$' },
  amount: { type: 'string', maxLength: 8, pattern: '^\\d{1,5}(\\.\\d{1,2})?$' },
  date: { type: 'string', maxLength: 10, pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  until: { type: 'string', pattern: '^20\\d\\d-\\d\\d-\\d\\d$' },
  kind: { type: 'string', enum: ['meeting', 'to_do'] },
  subject: { type: 'string', minLength: 1, maxLength: 120 },
  notes: { type: 'string', minLength: 1, maxLength: 1000 },
  count: { type: 'integer' },
  urgent: { type: 'boolean' },
  names: { type: 'array', items: { type: 'string' } },
  fields: { type: 'object', additionalProperties: { anyOf: [{ type: 'string' }] } },
  places: { type: 'array', items: { type: 'object' } },
};
const fields = fieldsOf({ type: 'object', properties, required: ['lead_id'] });
const refused = (name: string, text: string): unknown => {
  const read = argumentsOf(fields, { lead_id: 'L1', [name]: text });
  return read.ok ? null : read.problems[name];
};

test('money, dates, choices, long texts, lists and free fields are told apart', () => {
  expect(Object.fromEntries(fields.map(({ name, kind }) => [name, kind]))).toEqual({
    lead_id: 'line',
    postcode: 'line',
    amount: 'money',
    date: 'date',
    until: 'date',
    kind: 'choice',
    subject: 'line',
    notes: 'text',
    count: 'number',
    urgent: 'yes-no',
    names: 'list',
    fields: 'pairs',
    places: 'json',
  });
  expect(fields[0]).toMatchObject({ label: 'Lead id', required: true, description: 'Lead id' });
});

test('what is missing is named; what is optional is left out', () => {
  expect(argumentsOf(fields, {})).toEqual({ ok: false, problems: { lead_id: 'This is needed.' } });
  expect(argumentsOf(fields, { lead_id: ' L1 ', urgent: 'false', names: 'a\n b \n', count: '3' })).toEqual({
    ok: true,
    value: { lead_id: 'L1', urgent: false, names: ['a', 'b'], count: 3 },
  });
});

test('a value that the tool would refuse is sent all the same: its answer is to be learned from', () => {
  expect(argumentsOf(fields, { lead_id: 'nonsense', amount: 'much' })).toMatchObject({ ok: true });
});

test('pairs are a line each, values are what they look like', () => {
  const typed = { lead_id: 'L1', fields: 'name = Ada\nscore: 5\nzip=01234\nopen = true' };
  expect(argumentsOf(fields, typed)).toEqual({
    ok: true,
    value: { lead_id: 'L1', fields: { name: 'Ada', score: 5, zip: '01234', open: true } },
  });
  expect(refused('fields', 'name')).toBe('Line 1: write name = value.');
});

test('what cannot be read as its kind is refused where it stands', () => {
  expect(refused('count', 'many')).toBe('This must be a number.');
  expect(refused('places', '{')).toBe('This must be JSON.');
  expect(refused('places', '[{"a":1}]')).toBeNull();
});
