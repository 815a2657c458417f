import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { showId } from '../ids.ts';
import type { Field } from '../records/field.ts';
import { OBJECTS } from '../records/objects.ts';
import { openCrm, type Crm } from '../test-crm.ts';
import { AGGREGATES, type Condition, type Literal, type Operand, type Path, type Query } from './ast.ts';
import { SPAN_NAMES } from './dates.ts';
import { parse } from './parse.ts';
import { print } from './print.ts';
import { SoqlError } from './error.ts';

let crm: Crm;
beforeAll(async () => {
  crm = await openCrm();
});
afterAll(() => {
  crm.world.close();
});

const at = 0;
const name = fc.constantFrom('Id', 'Name', 'Amount', 'Owner', 'Status_x', 'a1', 'Countries', 'Selected');
const path: fc.Arbitrary<Path> = fc
  .array(name, { minLength: 1, maxLength: 2 })
  .map((names) => ({ kind: 'path', names, at }));
const call: fc.Arbitrary<Operand> = fc
  .tuple(fc.constantFrom(...AGGREGATES), path)
  .map(([one, field]) => ({ kind: 'call', name: one, path: field, at }));
const operand: fc.Arbitrary<Operand> = fc.oneof(path, call);
const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.string({ unit: 'binary' }).map((value) => ({ kind: 'string', value, at }) as const),
  fc.constantFrom('0', '-12', '3.50', '+7').map((value) => ({ kind: 'number', value, at }) as const),
  fc.boolean().map((value) => ({ kind: 'boolean', value, at }) as const),
  fc.constant({ kind: 'null', at } as const),
  fc
    .constantFrom('2026-06-01', '2026-06-01T09:30:00Z')
    .map((value) => ({ kind: 'date', value, at }) as const),
  fc
    .tuple(fc.constantFrom(...SPAN_NAMES), fc.nat(999))
    .map(
      ([one, count]) => ({ kind: 'span', name: one, count: one.includes('_N_') ? count : null, at }) as const,
    ),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      kind: fc.constant('compare' as const),
      operand,
      comparator: fc.constantFrom('=', '!=', '<', '<=', '>', '>=', 'LIKE'),
      value: literal,
    }),
    fc.record({
      kind: fc.constant('in' as const),
      operand,
      negated: fc.boolean(),
      values: fc.array(literal, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constantFrom('and', 'or'), left: tie('condition'), right: tie('condition') }),
    fc.record({ kind: fc.constant('not' as const), inner: tie('condition') }),
  ),
}));
const query: fc.Arbitrary<Query> = fc.record({
  items: fc.array(
    fc.oneof(
      path.map((one) => ({ operand: one, alias: null })),
      fc
        .tuple(call, fc.option(fc.constantFrom('total', 'n')))
        .map(([one, alias]) => ({ operand: one, alias })),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  from: name.map((one) => ({ name: one, at })),
  where: fc.option(condition),
  groupBy: fc.array(path, { maxLength: 2 }),
  having: fc.option(condition),
  orderBy: fc.array(
    fc.record({ operand, descending: fc.boolean(), nulls: fc.constantFrom('first', 'last', null) }),
    { maxLength: 2 },
  ),
  limit: fc.option(fc.nat(999)),
  offset: fc.option(fc.nat(999)),
});

/** The same tree without places. */
function placeless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(placeless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (key === 'at' ? [] : [[key, placeless(inner)]])),
  );
}

test('what is printed parses to the same tree', () => {
  fc.assert(
    fc.property(query, (tree) => {
      const text = print(tree);
      fc.pre(text.length < 4000);
      expect(placeless(parse(text))).toEqual(placeless(tree));
    }),
    { numRuns: 500 },
  );
});

const fields = OBJECTS.flatMap((object) => object.fields.map((field) => field.name));
const word = fc.oneof(
  fc.constantFrom(
    ...'SELECT FROM WHERE AND OR NOT IN ( ) , . = != < > <= >= LIKE GROUP BY ORDER HAVING LIMIT OFFSET COUNT SUM ASC NULLS FIRST null true TODAY LAST_N_DAYS:3 2026-06-01 12 -3.5'.split(
      ' ',
    ),
  ),
  fc.constantFrom(...fields, ...OBJECTS.map((object) => object.name), 'Account.Name', 'Owner.Name'),
  fc.constantFrom("'new'", "'A1'", "'U4'", "'x%'", "'2026-01-01'"),
  fc.string({ maxLength: 4 }),
);
const noise = fc.array(word, { maxLength: 25 }).map((words) => words.join(' '));

/** A value of the kind a field wants. */
function fitting({ type }: Field): string {
  switch (type.is) {
    case 'id':
    case 'owner':
      return "'U4'";
    case 'reference':
      return `'${showId(type.to, 4)}'`;
    case 'related':
      return "'O4'";
    case 'flag':
      return 'true';
    case 'date':
    case 'datetime':
      return 'THIS_YEAR';
    case 'picklist':
      return `'${type.values[0] ?? ''}'`;
    case 'integer':
    case 'percent':
    case 'money':
      return '12.50';
    default:
      return "'%a'";
  }
}

/** Queries that are nearly right: real objects with real fields, compared with values that often fit. */
const nearly = fc.constantFrom(...OBJECTS).chain((object) => {
  const own = fc.constantFrom(...object.fields);
  const odd = fc.constantFrom("'new'", "'A1'", '5', '-2.25', 'null', 'true', 'THIS_YEAR', '2026-06-10');
  const sign = fc.constantFrom('=', '=', '!=', '<', '>=', 'LIKE', 'IN', 'NOT IN');
  const call = fc.constantFrom('', '', 'COUNT', 'SUM', 'MIN', 'COUNT_DISTINCT');
  return fc
    .tuple(own, own, own, sign, fc.option(odd), call, fc.boolean())
    .map(([shown, filtered, sorted, comparator, strange, aggregate, negated]) => {
      const value = strange ?? fitting(filtered);
      const right = comparator.endsWith('IN') ? `(${value}, ${value})` : value;
      const where = `WHERE ${negated ? 'NOT ' : ''}${filtered.name} ${comparator} ${right}`;
      return aggregate === ''
        ? `SELECT Id, ${shown.name} FROM ${object.name} ${where} ORDER BY ${sorted.name} DESC NULLS LAST`
        : `SELECT ${shown.name}, ${aggregate}(${sorted.name}) n FROM ${object.name} ${where} GROUP BY ${shown.name} HAVING COUNT(Id) > 0 ORDER BY n`;
    });
});

test.each([
  ['noise', noise],
  ['queries that are nearly right', nearly],
])('%s: an answer or a refusal, never an exception, and the world stays as it is', (_name, queries) => {
  const before = crm.world.hash();
  let answered = 0;
  fc.assert(
    fc.property(queries, fc.constantFrom({}, { userId: 4 }, { userId: 8 }), (text, focus) => {
      const outcome = crm.call('query_records', { query: text }, focus);
      if (outcome.ok) answered += 1;
      else expect(outcome.error.code).toBe('validation');
    }),
    { numRuns: 600 },
  );
  expect(crm.world.hash()).toBe(before);
  if (queries === nearly) expect(answered).toBeGreaterThan(100);
});

test('conditions as deep and long as the limits allow still run', () => {
  const long = `SELECT Id FROM Lead WHERE ${Array.from({ length: 220 }, () => 'Score > 10').join(' AND ')}`;
  expect(crm.call('query_records', { query: long }).ok).toBe(true);
  const list = `SELECT Id FROM Lead WHERE Score IN (${Array.from({ length: 200 }, (_, i) => i).join(', ')})`;
  expect(crm.call('query_records', { query: list }).ok).toBe(true);
  expect(() => parse(`SELECT Id FROM Lead WHERE ${'('.repeat(500)}`)).toThrow(SoqlError);
});
