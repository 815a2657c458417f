/** How a kind of case goes, as nodes: the situation, the user, the way of the lifecycle, what is right case by case, the end. */
import type { Json, Problem, Vocabulary } from '@understudy/host/contract';
import {
  at,
  groupAt,
  isGroup,
  isList,
  listAt,
  startsWith,
  textAt,
  textsAt,
  type Path,
} from '../document/tree.ts';
import { conditionText } from '../forms/Conditions.tsx';
import { optionWords } from '../forms/words.ts';

/** What the form beside can show. */
export const nodes = ['about', 'situation', 'user', 'cases', 'end', 'play'] as const;
export type NodeName = (typeof nodes)[number];

export interface FlowNode {
  /** Its own name in the picture. */
  readonly id: string;
  readonly name: NodeName;
  readonly label: string;
  readonly text: string;
  readonly tone: 'plain' | 'act' | 'refuse' | 'escalate';
  readonly problems: number;
  /** What of the document it stands for, where its form holds several. */
  readonly at?: Path;
  /** Column in the picture, from the left. */
  readonly column: number;
  /** Ids of the nodes that come before it. */
  readonly after: readonly string[];
}

export function flowOf(
  document: Json,
  index: number,
  vocabulary: Vocabulary,
  problems: readonly Problem[],
): readonly FlowNode[] {
  const path: Path = ['families', index];
  const family = groupAt(document, path);
  const below = (...keys: Path): number =>
    problems.filter((problem) => startsWith(problem.path, [...path, ...keys])).length;
  const ways = pathsOf(document, path);
  const facts = listAt(family, ['user', 'facts']).map((fact) => textAt(fact, ['label']));
  const solo = family.mode === 'solo';
  const start: readonly FlowNode[] = [
    {
      id: 'about',
      name: 'about',
      label: 'About',
      text: family.split === 'heldout' ? 'measuring only' : 'training and measuring',
      tone: 'plain',
      problems: problems.filter(
        (one) => startsWith(one.path, path) && one.path.length <= 3 && one.path[2] !== 'user',
      ).length,
      column: 0,
      after: [],
    },
    {
      id: 'situation',
      name: 'situation',
      label: 'Situation',
      text: situationText(document, path),
      tone: 'plain',
      problems: below('opening') + below('variables'),
      column: 1,
      after: ['about'],
    },
    {
      id: 'user',
      name: 'user',
      label: solo ? 'The ticket' : 'The user',
      text: `${textAt(family, ['user', 'goal'])}${facts.length === 0 ? '' : ` · knows ${facts.join(', ')}`}`,
      tone: 'plain',
      problems: below('user'),
      column: 2,
      after: ['situation', ...ways.map((_, i) => `way-${String(i)}`)],
    },
  ];
  const lifecycle = ways.map((text, i): FlowNode => ({
    id: `way-${String(i)}`,
    name: 'situation',
    label: 'Path so far',
    text,
    tone: 'plain',
    problems: 0,
    column: 1,
    after: ['about'],
  }));
  const cases = casesOf(family).map(({ one, keys, only }, i): FlowNode => ({
    id: `case-${String(i)}`,
    name: 'cases',
    label: only ? 'What is right' : textAt(one, ['id']),
    text: `${conditionText(isGroup(one) ? one.when : undefined) || (only ? '' : 'otherwise')}\n${optionWords('outcome', textAt(one, ['outcome']))}`.trim(),
    tone: toneOf(textAt(one, ['outcome'])),
    problems: only ? below('gold') + below('communicate') + below('outcome') : below(...keys),
    ...(only ? {} : { at: [...path, ...keys] }),
    column: 3,
    after: ['user'],
  }));
  const end: FlowNode = {
    id: 'end',
    name: 'end',
    label: 'Settled',
    text: settledText(document, path, vocabulary),
    tone: 'plain',
    problems: below('settled') + below('confidential'),
    column: 4,
    after: cases.map(({ id }) => id),
  };
  return [...start, ...lifecycle, ...cases, end];
}

function casesOf(
  family: Json,
): readonly { readonly one: Json; readonly keys: Path; readonly only: boolean }[] {
  const cases = at(family, ['cases']);
  if (isList(cases)) return cases.map((one, i) => ({ one, keys: ['cases', i], only: false }));
  return [{ one: family, keys: [], only: true }];
}

function toneOf(outcome: string): FlowNode['tone'] {
  return outcome === 'act' || outcome === 'refuse' || outcome === 'escalate' ? outcome : 'plain';
}

/** Paths through lifecycles that the opening has behind it. */
function pathsOf(document: Json, path: Path): readonly string[] {
  const variables = { ...groupAt(document, ['variables']), ...groupAt(document, [...path, 'variables']) };
  return Object.values(variables).flatMap((spec) =>
    textAt(spec, ['kind']) === 'path'
      ? [`${textAt(spec, ['lifecycle'])} → ${textsAt(spec, ['to']).join(' or ') || 'any state'}`]
      : [],
  );
}

function situationText(document: Json, path: Path): string {
  const rows = [...listAt(document, ['opening']), ...listAt(document, [...path, 'opening'])];
  const tables = [...new Set(rows.map((row) => textAt(row, ['table'])))];
  const own = Object.keys(groupAt(document, [...path, 'variables']));
  const written = tables.length === 0 ? 'nothing is written' : tables.join(', ');
  return own.length === 0 ? written : `${written} · varies ${own.join(', ')}`;
}

function settledText(document: Json, path: Path, { systems }: Vocabulary): string {
  const own = at(document, [...path, 'settled']) ?? at(document, ['settled']);
  const [first] = isList(own) ? own : [own ?? null];
  const lifecycle = systems
    .flatMap(({ lifecycles }) => lifecycles)
    .find(({ table, column }) => table === textAt(first, ['table']) && column === textAt(first, ['column']));
  const what = lifecycle?.id ?? textAt(first, ['table']);
  return `${what} is ${textsAt(first, ['in']).join(', ')}`;
}
