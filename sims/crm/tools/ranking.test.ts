import { expect, test } from 'vitest';
import { rank } from './ranking.ts';

const documents = [
  { id: 1, title: 'Resetting a password', body: 'Open the sign-in page and choose forgotten password.' },
  { id: 2, title: 'Paying an invoice', body: 'Invoices are due after 30 days. A password is not needed.' },
  { id: 3, title: 'Exporting data', body: 'Reports can be exported as a table.' },
];
const found = (query: string) => rank(query, documents).map(({ id }) => id);

test('a word in the title counts more than one in the text', () => {
  expect(found('How do I reset my password?')).toEqual([1, 2]);
});

test('plural and singular find each other, accents and case do not matter', () => {
  expect(found('INVOICE')).toEqual([2]);
  expect(found('report tables')).toEqual([3]);
});

test('a rare word decides over a common one', () => {
  expect(found('password invoice')[0]).toBe(2);
});

test('words that are nowhere, and words that say nothing, find nothing', () => {
  expect(found('zebra')).toEqual([]);
  expect(found('how do I')).toEqual([]);
  expect(rank('x y', [])).toEqual([]);
});
