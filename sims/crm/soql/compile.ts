/**
 * Turns a parsed query into one SQL statement with bound values. Names are looked up in the object metadata, never pasted. Rows the
 * acting user may not read are left out, and fields of a parent they may not read are empty.
 */
import type { Cell, Row, SimTime } from '@understudy/kernel';
import type { Mode, Predicate } from '../access/predicate.ts';
import { TABLES, type IdKind } from '../ids.ts';
import type { Field, ObjectMeta } from '../records/field.ts';
import {
  didYouMean,
  fieldNamed,
  OBJECTS,
  objectNamed,
  parentNamed,
  parentNames,
} from '../records/objects.ts';
import { columnsOf, show } from '../records/values.ts';
import type { Json } from '@understudy/kernel';
import type { Call, Condition, Operand, Order, Path, Query } from './ast.ts';
import { compare, join, negate, oneOf, type Target } from './compare.ts';
import { SoqlError } from './error.ts';
import { operand as print } from './print.ts';

/** Rows a query returns where it has no LIMIT, and at most. */
export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;
export const MAX_OFFSET = 2000;

export interface Surroundings {
  readonly now: SimTime;
  readonly restriction: (kind: IdKind, mode: Mode, alias: string) => Predicate;
}

export interface Compiled {
  readonly sql: string;
  readonly cells: readonly Cell[];
  /** Rows that are returned; the statement asks for one more, to know whether there are more. */
  readonly limit: number;
  /** `SELECT COUNT()` alone: the answer is one number. */
  readonly counts: boolean;
  /** A row as people read it. */
  show(row: Row): Readonly<Record<string, Json>>;
}

interface Resolved {
  readonly field: Field;
  readonly object: ObjectMeta;
  readonly alias: string;
  /** As the metadata spells it: `Account.Name`. */
  readonly name: string;
}

/** @throws SoqlError for names that do not exist, types that do not fit, and grouping that makes no sense. */
export function compile(query: Query, surroundings: Surroundings): Compiled {
  return new Compiler(query, surroundings).compile();
}

class Compiler {
  readonly #query: Query;
  readonly #surroundings: Surroundings;
  readonly #object: ObjectMeta;
  /** Column of the reference → the join's text and values. */
  readonly #joins = new Map<string, Predicate>();
  readonly #grouped: boolean;
  /** Names of the fields the query groups by. */
  readonly #groups = new Set<string>();

  constructor(query: Query, surroundings: Surroundings) {
    this.#query = query;
    this.#surroundings = surroundings;
    const { name, at } = query.from;
    const object = objectNamed(name);
    if (object === undefined)
      throw new SoqlError(
        `there is no object ${name}`,
        at,
        didYouMean(
          name,
          OBJECTS.map((one) => one.name),
        ),
      );
    this.#object = object;
    this.#grouped = query.groupBy.length > 0 || query.items.some(({ operand }) => operand.kind === 'call');
  }

  compile(): Compiled {
    const { items, where, groupBy, having, orderBy, offset } = this.#query;
    const groups = groupBy.map((path) => this.#resolve(path));
    for (const { name } of groups) this.#groups.add(name);
    const outputs = items.map(({ operand, alias }, index) => this.#output(operand, alias, index));
    const condition = where === null ? null : this.#condition(where, false);
    if (having !== null && !this.#grouped) throw new SoqlError('HAVING needs GROUP BY', this.#query.from.at);
    const filter = having === null ? null : this.#condition(having, true);
    const order = [...orderBy.flatMap((one) => this.#order(one)), ...this.#tieBreak(groups)];
    const limit = Math.min(this.#query.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
    if ((offset ?? 0) > MAX_OFFSET)
      throw new SoqlError(`OFFSET is at most ${MAX_OFFSET}`, 0, 'Narrow the query with WHERE.');

    const restriction = this.#surroundings.restriction(this.#object.kind, 'read', 't');
    const joins = [...this.#joins.values()];
    const sql = [
      `SELECT ${outputs.map((output) => output.sql).join(', ')}`,
      `FROM ${TABLES[this.#object.kind]} t`,
      ...joins.map((one) => one.sql),
      `WHERE ${restriction.sql}`,
      condition === null ? '' : `AND ${condition.sql}`,
      groups.length === 0 ? '' : `GROUP BY ${groups.flatMap((one) => expressions(one)).join(', ')}`,
      filter === null ? '' : `HAVING ${filter.sql}`,
      order.length === 0 ? '' : `ORDER BY ${order.join(', ')}`,
      'LIMIT ? OFFSET ?',
    ];
    const parts = [
      ...joins,
      restriction,
      ...(condition === null ? [] : [condition]),
      ...(filter === null ? [] : [filter]),
    ];
    const [only] = items;
    return {
      sql: sql.filter((line) => line !== '').join('\n'),
      cells: [...parts.flatMap((part) => part.cells), limit + 1, offset ?? 0],
      limit,
      counts:
        items.length === 1 &&
        only?.operand.kind === 'call' &&
        only.operand.path === null &&
        groups.length === 0,
      show: (row) => Object.fromEntries(outputs.map((output) => [output.key, output.show(row)])),
    };
  }

  /** Rows of the same rank keep an order, so that the same query gives the same answer. */
  #tieBreak(groups: readonly Resolved[]): readonly string[] {
    if (!this.#grouped) return ['t.id'];
    return groups.flatMap((one) => expressions(one));
  }

  #output(operand: Operand, alias: string | null, index: number) {
    if (operand.kind === 'call') {
      const { sql, type } = this.#aggregate(operand);
      const key = alias ?? this.#name(operand);
      const column = `k${index}`;
      return {
        key,
        sql: `${sql} AS ${column}`,
        show: (row: Row): Json =>
          type.is === 'number'
            ? (row[column] ?? null)
            : show(
                { name: key, column, type, required: false, defaulted: false, access: 'read', tools: [] },
                row,
                this.#object.kind,
              ),
      };
    }
    const found = this.#resolve(operand);
    if (this.#grouped && !this.#groups.has(found.name)) this.#ungrouped(found.name, operand.at);
    const columns = columnsOf(found.field);
    return {
      key: found.name,
      sql: columns.map((column) => `${found.alias}.${column} AS k${index}_${column}`).join(', '),
      show: (row: Row): Json => {
        const own = Object.fromEntries(columns.map((column) => [column, row[`k${index}_${column}`] ?? null]));
        const empty = columns.every((column) => own[column] === null);
        return empty ? null : show(found.field, own, found.object.kind);
      },
    };
  }

  #ungrouped(name: string, at: number): never {
    throw new SoqlError(
      `${name} must be grouped or aggregated`,
      at,
      `Add it to GROUP BY, or use it in an aggregate like COUNT(${name}).`,
    );
  }

  #name(operand: Operand): string {
    if (operand.kind === 'path') return this.#resolve(operand).name;
    return operand.path === null ? print(operand) : `${operand.name}(${this.#resolve(operand.path).name})`;
  }

  #resolve(path: Path): Resolved {
    const [first = '', second] = path.names;
    if (second === undefined) {
      const field = fieldNamed(this.#object, first);
      if (field !== undefined) return { field, object: this.#object, alias: 't', name: field.name };
      const isParent = parentNamed(this.#object, first) !== undefined;
      throw this.#noField(
        this.#object,
        first,
        path.at,
        isParent ? `Write ${first}.Name or ${first}Id.` : null,
      );
    }
    const through = parentNamed(this.#object, first);
    if (through === undefined)
      throw new SoqlError(
        `${this.#object.name} has no parent ${first}`,
        path.at,
        didYouMean(first, parentNames(this.#object)),
      );
    const field = fieldNamed(through.parent, second);
    if (field === undefined) throw this.#noField(through.parent, second, path.at, null);
    return {
      field,
      object: through.parent,
      alias: this.#join(through.field.column, through.parent),
      name: `${through.field.name.replace(/Id$/, '')}.${field.name}`,
    };
  }

  #noField(object: ObjectMeta, name: string, at: number, hint: string | null): SoqlError {
    const names = object.fields.map((field) => field.name);
    return new SoqlError(
      `${object.name} has no field ${name}`,
      at,
      hint ?? `${didYouMean(name, names)} describe_object lists the fields.`,
    );
  }

  #join(column: string, parent: ObjectMeta): string {
    const alias = `p_${column}`;
    if (!this.#joins.has(column)) {
      const { sql, cells } = this.#surroundings.restriction(parent.kind, 'read', alias);
      this.#joins.set(column, {
        sql: `LEFT JOIN ${TABLES[parent.kind]} ${alias} ON ${alias}.id = t.${column} AND ${sql}`,
        cells,
      });
    }
    return alias;
  }

  #aggregate(call: Call): { readonly sql: string; readonly type: Target['type'] } {
    const number = { is: 'number' } as const;
    if (call.path === null) return { sql: 'count(*)', type: number };
    const found = this.#resolve(call.path);
    const column = key(found);
    const { type } = found.field;
    if (call.name === 'COUNT') return { sql: `count(${column})`, type: number };
    if (call.name === 'COUNT_DISTINCT') return { sql: `count(DISTINCT ${column})`, type: number };
    const countable = ['money', 'integer', 'percent'].includes(type.is);
    const ordered = countable || ['date', 'datetime', 'text', 'email'].includes(type.is);
    if (call.name === 'MIN' || call.name === 'MAX') {
      if (!ordered) throw new SoqlError(`${found.name} has no ${call.name.toLowerCase()}imum`, call.at);
      return { sql: `${call.name.toLowerCase()}(${column})`, type };
    }
    if (!countable)
      throw new SoqlError(`${call.name} needs a number or an amount, and ${found.name} is neither`, call.at);
    if (call.name === 'SUM') return { sql: `sum(${column})`, type: type.is === 'money' ? type : number };
    return type.is === 'money'
      ? { sql: `CAST(round(avg(${column})) AS INTEGER)`, type }
      : { sql: `round(avg(${column}), 2)`, type: number };
  }

  #target(operand: Operand, having: boolean): Target {
    if (operand.kind === 'call') {
      const name = this.#name(operand);
      if (!having)
        throw new SoqlError(`${name} cannot stand in WHERE`, operand.at, 'Put it in HAVING, after GROUP BY.');
      return { ...this.#aggregate(operand), alias: 't', name };
    }
    const found = this.#resolve(operand);
    if (having && !this.#groups.has(found.name)) this.#ungrouped(found.name, operand.at);
    return {
      sql: key(found),
      type: found.field.type,
      kind: found.object.kind,
      alias: found.alias,
      name: found.name,
    };
  }

  #condition(condition: Condition, having: boolean): Predicate {
    const { now } = this.#surroundings;
    switch (condition.kind) {
      case 'and':
      case 'or': {
        const parts = [this.#condition(condition.left, having), this.#condition(condition.right, having)];
        return join(parts, condition.kind === 'and' ? 'AND' : 'OR');
      }
      case 'not':
        return negate(this.#condition(condition.inner, having));
      case 'compare':
        return compare(this.#target(condition.operand, having), condition.comparator, condition.value, now);
      case 'in':
        return oneOf(this.#target(condition.operand, having), condition.values, condition.negated, now);
    }
  }

  #order({ operand, descending, nulls }: Order): readonly string[] {
    const direction = (descending ? ' DESC' : '') + (nulls === null ? '' : ` NULLS ${nulls.toUpperCase()}`);
    if (operand.kind === 'call') {
      if (!this.#grouped) throw new SoqlError(`${this.#name(operand)} needs GROUP BY`, operand.at);
      return [this.#aggregate(operand).sql + direction];
    }
    const [first, second] = operand.names;
    const item = this.#query.items.find(
      ({ alias }) => alias !== null && alias === first && second === undefined,
    );
    if (item !== undefined) return [`k${this.#query.items.indexOf(item)}${direction}`];
    const found = this.#resolve(operand);
    if (this.#grouped && !this.#groups.has(found.name)) this.#ungrouped(found.name, operand.at);
    const collation = found.field.type.is === 'text' ? ' COLLATE NOCASE' : '';
    return expressions(found).map((column) => column + collation + direction);
  }
}

/** The columns of a field, in SQL. */
function expressions({ field, alias }: Resolved): readonly string[] {
  return columnsOf(field).map((column) => `${alias}.${column}`);
}

/** One expression that is null where the field is empty, and different for different values. */
function key({ field, alias }: Resolved): string {
  return field.type.is === 'owner'
    ? `coalesce(${alias}.owner_id, -${alias}.queue_id)`
    : `${alias}.${field.column}`;
}
