/** Writes a query as text: what `parse` reads back as the same tree. */
import type { Condition, Literal, Operand, Query } from './ast.ts';

export function print(query: Query): string {
  const clauses = [
    `SELECT ${query.items.map(({ operand: one, alias }) => operand(one) + (alias === null ? '' : ` ${alias}`)).join(', ')}`,
    `FROM ${query.from.name}`,
    query.where === null ? '' : `WHERE ${condition(query.where)}`,
    query.groupBy.length === 0 ? '' : `GROUP BY ${query.groupBy.map(operand).join(', ')}`,
    query.having === null ? '' : `HAVING ${condition(query.having)}`,
    query.orderBy.length === 0
      ? ''
      : `ORDER BY ${query.orderBy
          .map(
            (order) =>
              operand(order.operand) +
              (order.descending ? ' DESC' : '') +
              (order.nulls === null ? '' : ` NULLS ${order.nulls.toUpperCase()}`),
          )
          .join(', ')}`,
    query.limit === null ? '' : `LIMIT ${query.limit}`,
    query.offset === null ? '' : `OFFSET ${query.offset}`,
  ];
  return clauses.filter((clause) => clause !== '').join(' ');
}

export function operand(one: Operand): string {
  if (one.kind === 'path') return one.names.join('.');
  return `${one.name}(${one.path === null ? '' : operand(one.path)})`;
}

function condition(one: Condition): string {
  switch (one.kind) {
    case 'and':
    case 'or':
      return `(${condition(one.left)}) ${one.kind.toUpperCase()} (${condition(one.right)})`;
    case 'not':
      return `NOT (${condition(one.inner)})`;
    case 'compare':
      return `${operand(one.operand)} ${one.comparator} ${literal(one.value)}`;
    case 'in':
      return `${operand(one.operand)} ${one.negated ? 'NOT ' : ''}IN (${one.values.map(literal).join(', ')})`;
  }
}

const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function literal(one: Literal): string {
  switch (one.kind) {
    case 'string':
      return `'${one.value.replace(/[\\'\n\r\t]/g, (char) => ESCAPED[char] ?? char)}'`;
    case 'number':
    case 'date':
      return one.value;
    case 'boolean':
      return String(one.value);
    case 'null':
      return 'null';
    case 'span':
      return one.count === null ? one.name : `${one.name}:${one.count}`;
  }
}
