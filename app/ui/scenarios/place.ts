/** Which part of a pack is shown, as the address says it: a reload, a link and the back button all lead to the same place. */
import { useCallback } from 'react';
import { useSearchParams } from 'wouter';
import { isPath, type Path } from './document/tree.ts';

export const parts = [
  'about',
  'rules',
  'people',
  'tools',
  'world',
  'reward',
  'family',
  'play',
  'check',
  'versions',
  'json',
] as const;
export type Part = (typeof parts)[number];

export interface Place {
  readonly part: Part;
  /** Index of the family that is shown. */
  readonly family: number;
  /** A place of the document that is to be seen. */
  readonly reveal: Path | null;
  readonly params: URLSearchParams;
  readonly go: (part: Part, more?: Readonly<Record<string, string>>) => void;
}

export function usePart(): Place {
  const [params, setParams] = useSearchParams();
  const wanted = params.get('part');
  const go = useCallback<Place['go']>((part, more = {}) => setParams({ part, ...more }), [setParams]);
  return {
    part: parts.find((part) => part === wanted) ?? (params.has('episode') ? 'play' : 'about'),
    family: Number(params.get('family') ?? 0),
    reveal: readPath(params.get('at')),
    params,
    go,
  };
}

function readPath(text: string | null): Path | null {
  if (text === null) return null;
  try {
    const path: unknown = JSON.parse(text);
    return isPath(path) ? path : null;
  } catch {
    return null;
  }
}

/** The part in which a place of the document is edited. */
export function partOf(path: Path): { readonly part: Part; readonly more: Readonly<Record<string, string>> } {
  const at = JSON.stringify(path);
  const [top, index] = path;
  if (top === 'families' && typeof index === 'number') {
    const node =
      path[2] === 'user'
        ? 'user'
        : path[2] === 'opening' || path[2] === 'variables'
          ? 'situation'
          : path.length > 3 || path[2] === 'gold'
            ? 'cases'
            : 'about';
    return { part: 'family', more: { family: String(index), node, at } };
  }
  return { part: TOP[String(top)] ?? 'json', more: { at } };
}

const TOP: Readonly<Record<string, Part>> = {
  id: 'about',
  title: 'about',
  description: 'about',
  systems: 'about',
  population: 'about',
  tasks: 'about',
  limits: 'about',
  policy: 'rules',
  parameters: 'rules',
  personas: 'people',
  speech: 'people',
  voice: 'people',
  tools: 'tools',
  distractors: 'tools',
  faults: 'tools',
  variables: 'world',
  opening: 'world',
  focus: 'world',
  settled: 'world',
  shifts: 'world',
  reward: 'reward',
};
