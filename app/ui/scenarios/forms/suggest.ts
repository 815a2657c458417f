/** What could be written at a place of the document: tables, columns, tools, facts, names in scope. Suggestions, never limits. */
import type { Json, SystemWords, Vocabulary } from '@understudy/host/contract';
import { at, groupAt, listAt, textAt, textsAt, type Path } from '../document/tree.ts';

export interface Known {
  readonly document: Json;
  readonly vocabulary: Vocabulary;
}

function systemsOf({ document, vocabulary }: Known): readonly SystemWords[] {
  const used = textsAt(document, ['systems']);
  return vocabulary.systems.filter(({ id }) => used.includes(id));
}

export function toolNames(known: Known, by: 'agent' | 'user'): readonly string[] {
  return systemsOf(known).flatMap(({ tools }) =>
    tools.flatMap((tool) => (tool.by === by ? [tool.name] : [])),
  );
}

export function tableNames(known: Known): readonly string[] {
  return systemsOf(known).flatMap(({ tables }) => tables.map(({ name }) => name));
}

export function columnNames(known: Known, table: string): readonly string[] {
  const found = systemsOf(known).flatMap(({ tables }) => tables.filter(({ name }) => name === table));
  return found.flatMap(({ columns }) => columns.map(({ name }) => name));
}

/** Parameters, then variables, with the columns of those that are rows. */
export function namesInScope(known: Known, path: Path): readonly string[] {
  const { document } = known;
  const family = path[0] === 'families' && typeof path[1] === 'number' ? path.slice(0, 2) : null;
  const variables = {
    ...groupAt(document, ['variables']),
    ...(family === null ? {} : groupAt(document, [...family, 'variables'])),
  };
  return [
    ...Object.keys(groupAt(document, ['parameters'])),
    ...Object.entries(variables).flatMap(([name, spec]) => {
      if (textAt(spec, ['kind']) === 'row')
        return columnNames(known, textAt(spec, ['table'])).map((column) => `${name}.${column}`);
      if (textAt(spec, ['kind']) === 'path')
        return ['state', 'steps', 'events'].map((one) => `${name}.${one}`);
      return [name];
    }),
  ];
}

/** Ids of a family's facts or actions. */
function idsOf({ document }: Known, path: Path, what: 'facts' | 'actions'): readonly string[] {
  return listAt(document, [...path.slice(0, 2), 'user', what]).map((one) => textAt(one, ['id']));
}

/** For the value at a path; the last key, or the one before an index, says what it is. */
export function suggestionsAt(known: Known, path: Path): readonly string[] {
  const { document } = known;
  const name = path.findLast((key) => typeof key === 'string') ?? '';
  const parent = path.slice(0, path.lastIndexOf(name));
  const above = parent.findLast((key) => typeof key === 'string') ?? '';
  if (['arguments', 'values', 'focus', 'told'].includes(above) && above !== 'told')
    return namesInScope(known, path).map((one) => `$${one}`);
  switch (name) {
    case 'table':
      return tableNames(known);
    case 'column':
      return columnNames(known, textAt(document, [...parent, 'table']));
    case 'lifecycle':
      return systemsOf(known).flatMap(({ lifecycles }) => lifecycles.map(({ id }) => id));
    case 'call':
      return above === 'actions' ? toolNames(known, 'user') : offered(known);
    case 'tools':
      return path.length <= 2 ? toolNames(known, 'agent') : offered(known);
    case 'distractors':
      return toolNames(known, 'agent');
    case 'tool':
    case 'first':
      return offered(known);
    case 'ask':
      return idsOf(known, path, 'facts');
    case 'ask_to':
      return idsOf(known, path, 'actions');
    case 'after':
      return above === 'facts' ? idsOf(known, path, 'facts') : offered(known);
    case 'variable':
    case 'distinct':
      return namesInScope(known, path);
    case 'systems':
      return known.vocabulary.systems.map(({ id }) => id);
    case 'in':
      return statesOf(known, textAt(document, [...parent, 'table']), textAt(document, [...parent, 'column']));
    case 'to':
      return lifecycleStates(known, textAt(document, [...parent, 'lifecycle']));
    case 'only':
      return listAt(document, ['families']).map((family) => textAt(family, ['id']));
    case 'ignore':
      return tableNames(known);
    case 'clauses':
      return clausesOf(textAt(document, ['policy'])).map(({ number }) => String(number));
    default:
      return REFERRING.has(name) ? namesInScope(known, path).map((one) => `$${one}`) : [];
  }
}

const REFERRING = new Set(
  'value lie key of heldout at_least at_most less_than more_than equals not one_of days plus around percent cents at from otherwise confidential times'.split(
    ' ',
  ),
);

/** For the name of a new member of a group. */
export function memberNames(known: Known, path: Path): readonly string[] {
  const name = path.at(-1);
  const parent = path.slice(0, -1);
  const { document } = known;
  if (name === 'values') return columnNames(known, textAt(document, [...parent, 'table']));
  if (name === 'arguments' || name === 'told' || name === 'about') {
    const first = at(document, [...parent, name === 'arguments' ? 'call' : 'first']);
    const tools = systemsOf(known).flatMap(({ tools: all }) => all.filter((tool) => tool.name === first));
    return tools.flatMap((tool) => tool.arguments.map((argument) => argument.name));
  }
  return [];
}

function offered({ document }: Known): readonly string[] {
  return [...textsAt(document, ['tools']), ...textsAt(document, ['distractors'])];
}

function statesOf(known: Known, table: string, column: string): readonly string[] {
  const lifecycles = systemsOf(known).flatMap((system) => system.lifecycles);
  const found = lifecycles.find((one) => one.table === table && one.column === column);
  return found?.states.map((state) => state.name) ?? [];
}

function lifecycleStates(known: Known, id: string): readonly string[] {
  const found = systemsOf(known).flatMap(({ lifecycles }) => lifecycles.filter((one) => one.id === id));
  return found.flatMap(({ states }) => states.map((state) => state.name));
}

export interface Clause {
  readonly number: number;
  readonly text: string;
}

/** The numbered lines of a policy. */
export function clausesOf(policy: string): readonly Clause[] {
  return policy.split('\n').flatMap((line) => {
    const [, number, text] = /^\s*(\d+)[.)]\s+(.*)$/.exec(line) ?? [];
    return number === undefined || text === undefined ? [] : [{ number: Number(number), text }];
  });
}
