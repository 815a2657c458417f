/** What a valid pack names that its systems do not have: systems, tools, tables, columns, lifecycles, arguments. */
import { casesOf, type Pack, type Problem, type VariableSpec } from '@understudy/scenarios';
import type { SystemWords, Vocabulary } from '../contract/designer.ts';

type Path = Problem['path'];

export function worldProblems(pack: Pack, { systems }: Vocabulary): readonly Problem[] {
  const strangers = pack.systems.flatMap((id, i) =>
    unknown(
      'system',
      id,
      systems.map((one) => one.id),
      ['systems', i],
    ),
  );
  if (strangers.length > 0) return strangers;
  const words = systems.filter(({ id }) => pack.systems.includes(id));
  return [
    ...toolProblems(pack, words),
    ...rowsProblems(pack.opening, words, ['opening']),
    ...variablesProblems(pack.variables, words, ['variables']),
    ...settledProblems(pack.settled, words, ['settled']),
    ...pack.families.flatMap((family, i) => [
      ...rowsProblems(family.opening, words, ['families', i, 'opening']),
      ...variablesProblems(family.variables, words, ['families', i, 'variables']),
      ...(family.settled === undefined
        ? []
        : settledProblems(family.settled, words, ['families', i, 'settled'])),
      ...callProblems(pack, i, words),
    ]),
  ];
}

function unknown(what: string, name: string, names: readonly string[], path: Path): readonly Problem[] {
  if (names.includes(name)) return [];
  const near = nearby(name, names);
  const help = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return [{ path, message: `There is no ${what} "${name}".${help}` }];
}

function nearby(name: string, names: readonly string[]): readonly string[] {
  const parts = name.split('_').filter((part) => part.length > 2);
  return names.filter((one) => parts.some((part) => one.includes(part))).slice(0, 3);
}

function toolProblems(pack: Pack, words: readonly SystemWords[]): readonly Problem[] {
  const offered = words.flatMap(({ tools }) =>
    tools.flatMap(({ name, by }) => (by === 'agent' ? [name] : [])),
  );
  const own = words.flatMap(({ tools }) => tools.flatMap(({ name, by }) => (by === 'user' ? [name] : [])));
  return [
    ...pack.tools.flatMap((name, i) => unknown('tool for the agent called', name, offered, ['tools', i])),
    ...pack.distractors.flatMap((name, i) =>
      unknown('tool for the agent called', name, offered, ['distractors', i]),
    ),
    ...pack.families.flatMap(({ user }, i) =>
      user.actions.flatMap(({ call }, n) =>
        unknown('tool for the user called', call, own, ['families', i, 'user', 'actions', n, 'call']),
      ),
    ),
  ];
}

function columnsOf(words: readonly SystemWords[], table: string): readonly string[] | null {
  const found = words.flatMap(({ tables }) => tables).find(({ name }) => name === table);
  return found === undefined ? null : found.columns.map(({ name }) => name);
}

function tableNames(words: readonly SystemWords[]): readonly string[] {
  return words.flatMap(({ tables }) => tables.map(({ name }) => name));
}

function rowsProblems(rows: Pack['opening'], words: readonly SystemWords[], path: Path): readonly Problem[] {
  return rows.flatMap(({ table, values }, i) => {
    const columns = columnsOf(words, table);
    if (columns === null) return unknown('table', table, tableNames(words), [...path, i, 'table']);
    return Object.keys(values).flatMap((column) =>
      unknown(`column in ${table} called`, column, columns, [...path, i, 'values', column]),
    );
  });
}

function variablesProblems(
  variables: Readonly<Record<string, VariableSpec>>,
  words: readonly SystemWords[],
  path: Path,
): readonly Problem[] {
  return Object.entries(variables).flatMap(([name, spec]) => {
    if (spec.kind === 'row' || spec.kind === 'fresh')
      return unknown('table', spec.table, tableNames(words), [...path, name, 'table']);
    if (spec.kind !== 'path') return [];
    const all = words.flatMap(({ lifecycles }) => lifecycles);
    const lifecycle = all.find(({ id }) => id === spec.lifecycle);
    const ids = all.map(({ id }) => id);
    if (lifecycle === undefined)
      return unknown('lifecycle', spec.lifecycle, ids, [...path, name, 'lifecycle']);
    const states = lifecycle.states.map((state) => state.name);
    return (spec.to ?? []).flatMap((state, i) =>
      unknown(`state of ${lifecycle.id} called`, state, states, [...path, name, 'to', i]),
    );
  });
}

function settledProblems(
  settled: Pack['settled'],
  words: readonly SystemWords[],
  path: Path,
): readonly Problem[] {
  const list = Array.isArray(settled) ? settled.map((one, i) => [one, [...path, i]] as const) : null;
  return (list ?? [[settled, path] as const]).flatMap(([one, at]) => {
    if (Array.isArray(one)) return [];
    const columns = columnsOf(words, one.table);
    if (columns === null) return unknown('table', one.table, tableNames(words), [...at, 'table']);
    return unknown(`column in ${one.table} called`, one.column, columns, [...at, 'column']);
  });
}

/** Arguments of the solution's calls: the schema of a tool knows their names. */
function callProblems(pack: Pack, index: number, words: readonly SystemWords[]): readonly Problem[] {
  const family = pack.families[index];
  if (family === undefined) return [];
  const tools = new Map(words.flatMap(({ tools: all }) => all.map((tool) => [tool.name, tool] as const)));
  return casesOf(family).flatMap(({ gold, alternatives }, c) => {
    const top: Path = family.cases === undefined ? ['families', index] : ['families', index, 'cases', c];
    const ways = [
      { steps: gold, path: [...top, 'gold'] },
      ...alternatives.map((steps, a) => ({ steps, path: [...top, 'alternatives', a] })),
    ];
    return ways.flatMap(({ steps, path }) =>
      steps.flatMap((step, s) => {
        if (!('call' in step)) return [];
        const tool = tools.get(step.call);
        if (tool === undefined) return [];
        const names = tool.arguments.map(({ name }) => name);
        return [
          ...Object.keys(step.arguments).flatMap((name) =>
            unknown(`argument of ${tool.name} called`, name, names, [...path, s, 'arguments', name]),
          ),
          ...tool.arguments.flatMap(({ name, required }) =>
            required && !Object.hasOwn(step.arguments, name)
              ? [{ path: [...path, s, 'arguments'], message: `${tool.name} needs ${name}; add it.` }]
              : [],
          ),
        ];
      }),
    );
  });
}
