/**
 * Parses a query by recursive descent:
 *
 *   query     SELECT item {, item} FROM name [WHERE or] [GROUP BY path {, path}] [HAVING or]
 *             [ORDER BY order {, order}] [LIMIT n] [OFFSET n]
 *   item      path | aggregate ( [path] ) [alias]
 *   or        and {OR and}          and   not {AND not}          not   NOT not | ( or ) | compare
 *   compare   operand (= | != | < | <= | > | >= | LIKE) literal | operand [NOT] IN ( literal {, literal} )
 *   order     operand [ASC | DESC] [NULLS FIRST | NULLS LAST]
 */
import type { Condition, Item, Literal, Operand, Order, Path, Query } from './ast.ts';
import { SoqlError } from './error.ts';
import { Reader } from './reader.ts';

/** Longest query, in characters. */
export const LONGEST = 4000;
const DEEPEST = 30;
const MOST_VALUES = 200;

/** @throws SoqlError saying where, what was found and what is expected. */
export function parse(text: string): Query {
  if (text.length > LONGEST) throw new SoqlError(`the query is longer than ${LONGEST} characters`, LONGEST);
  const reader = new Reader(text);
  reader.expect('SELECT');
  const items = list(reader, item);
  reader.expect('FROM');
  const from = reader.name('an object');
  refuseSqlHabits(reader);
  const where = reader.take('WHERE') ? or(reader, 0) : null;
  const groupBy = reader.take('GROUP') ? (reader.expect('BY'), list(reader, path)) : [];
  const having = reader.take('HAVING') ? or(reader, 0) : null;
  const orderBy = reader.take('ORDER') ? (reader.expect('BY'), list(reader, order)) : [];
  const limit = reader.take('LIMIT') ? reader.count() : null;
  const offset = reader.take('OFFSET') ? reader.count() : null;
  reader.end();
  return { items, from: { name: from.text, at: from.at }, where, groupBy, having, orderBy, limit, offset };
}

function list<T>(reader: Reader, one: (reader: Reader) => T): readonly T[] {
  const all = [one(reader)];
  while (reader.take(',')) all.push(one(reader));
  return all;
}

/** What people write out of habit, and what to write here. */
function refuseSqlHabits(reader: Reader): void {
  const { at } = reader.peek;
  if (reader.is('JOIN', 'LEFT', 'INNER'))
    throw new SoqlError(
      'there are no joins',
      at,
      'Read a parent by its path: SELECT Name, Account.Name FROM Contact.',
    );
  if (reader.is(','))
    throw new SoqlError('a query reads one object', at, 'Read a parent by its path: Account.Name.');
}

function item(reader: Reader): Item {
  if (reader.is('('))
    throw new SoqlError(
      'subqueries are not supported',
      reader.peek.at,
      "Query the child object: SELECT Id FROM Contact WHERE AccountId = 'A12'.",
    );
  if (reader.is('*'))
    throw new SoqlError('* is not supported', reader.peek.at, 'Name the fields; describe_object lists them.');
  const found = operand(reader);
  return { operand: found, alias: found.kind === 'call' ? reader.alias() : null };
}

function path(reader: Reader): Path {
  const first = reader.name('a field');
  const names = [first.text];
  while (reader.take('.')) names.push(reader.name('a field').text);
  if (names.length > 2)
    throw new SoqlError(
      `${names.join('.')} goes through more than one parent`,
      first.at,
      'One parent is allowed, like Account.Name.',
    );
  return { kind: 'path', names, at: first.at };
}

function operand(reader: Reader): Operand {
  const name = reader.aggregate();
  if (name === null) return path(reader);
  const { at } = reader.peek;
  reader.skip();
  reader.expect('(');
  const field = reader.is(')') ? null : path(reader);
  if (field === null && name !== 'COUNT')
    throw new SoqlError(`${name} needs a field`, reader.peek.at, `Write ${name}(Amount).`);
  reader.expect(')');
  return { kind: 'call', name, path: field, at };
}

function or(reader: Reader, depth: number): Condition {
  let left = and(reader, depth);
  while (reader.take('OR')) left = { kind: 'or', left, right: and(reader, depth) };
  return left;
}

function and(reader: Reader, depth: number): Condition {
  let left = not(reader, depth);
  while (reader.take('AND')) left = { kind: 'and', left, right: not(reader, depth) };
  return left;
}

function not(reader: Reader, depth: number): Condition {
  if (depth > DEEPEST) throw new SoqlError('the condition is nested too deeply', reader.peek.at);
  if (reader.take('NOT')) return { kind: 'not', inner: not(reader, depth + 1) };
  if (reader.take('(')) {
    const inner = or(reader, depth + 1);
    reader.expect(')');
    return inner;
  }
  return compare(reader);
}

function compare(reader: Reader): Condition {
  const left = operand(reader);
  const negated = reader.take('NOT');
  if (negated || reader.is('IN')) {
    reader.expect('IN');
    reader.expect('(');
    if (reader.is('SELECT'))
      throw new SoqlError(
        'subqueries are not supported',
        reader.peek.at,
        "Query the inner object first, then list its ids: IN ('A1', 'A2').",
      );
    const values = list(reader, literal);
    if (values.length > MOST_VALUES)
      throw new SoqlError(`a list has at most ${MOST_VALUES} values`, reader.peek.at);
    reader.expect(')');
    return { kind: 'in', operand: left, negated, values };
  }
  const comparator = reader.comparator();
  return { kind: 'compare', operand: left, comparator, value: literal(reader) };
}

function order(reader: Reader): Order {
  const by = operand(reader);
  const descending = reader.take('DESC');
  if (!descending) reader.take('ASC');
  if (!reader.take('NULLS')) return { operand: by, descending, nulls: null };
  const first = reader.take('FIRST');
  if (!first) reader.expect('LAST');
  return { operand: by, descending, nulls: first ? 'first' : 'last' };
}

function literal(reader: Reader): Literal {
  return reader.literal();
}
