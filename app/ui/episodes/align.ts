/** Two episodes laid side by side, turn by turn: which turns belong together, and in what they differ. Pure. */
import type { Step } from '@understudy/host/contract';
import { changesOf } from './model.ts';

/** A turn of the agent with all that came of it; the first one is what came before any turn. */
export interface Turn {
  /** 0 is before the first turn. */
  readonly number: number;
  readonly steps: readonly Step[];
}

export const differences = ['action', 'arguments', 'words', 'answer', 'records', 'customer'] as const;
export type Difference = (typeof differences)[number];

export interface Pair {
  /** Null where only the other episode has such a turn. */
  readonly left: Turn | null;
  readonly right: Turn | null;
  readonly differs: readonly Difference[];
}

export function turnsOf(steps: readonly Step[]): readonly Turn[] {
  const starts = steps.flatMap((step, at) => (step.type === 'agent_turn' ? [at] : []));
  const bounds = [0, ...starts, steps.length];
  return bounds
    .slice(0, -1)
    .map((from, number) => ({ number, steps: steps.slice(from, bounds[number + 1]) }));
}

/**
 * Pairs turns that do the same kind of thing, in order, as many as possible (longest common subsequence); turns between two pairs that
 * have no partner stand side by side as far as they go.
 */
export function align(left: readonly Step[], right: readonly Step[]): readonly Pair[] {
  const [a, b] = [turnsOf(left), turnsOf(right)];
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  const upTo = (toI: number, toJ: number): void => {
    while (i < toI || j < toJ) {
      const one = i < toI ? a[i] : undefined;
      const other = j < toJ ? b[j] : undefined;
      pairs.push(pairOf(one ?? null, other ?? null));
      if (one !== undefined) i += 1;
      if (other !== undefined) j += 1;
    }
  };
  for (const [x, y] of common(a.map(signature), b.map(signature))) {
    upTo(x, y);
    pairs.push(pairOf(a[x] ?? null, b[y] ?? null));
    i = x + 1;
    j = y + 1;
  }
  upTo(a.length, b.length);
  return pairs;
}

/** Where they first go different ways; -1 where they never do. */
export function firstDivergence(pairs: readonly Pair[]): number {
  return pairs.findIndex(({ differs }) => differs.length > 0);
}

function pairOf(left: Turn | null, right: Turn | null): Pair {
  if (left === null || right === null) return { left, right, differs: ['action'] };
  return {
    left,
    right,
    differs: differences.filter((what) => !equal(facet(left, what), facet(right, what))),
  };
}

function signature({ number, steps }: Turn): string {
  if (number === 0) return 'opening';
  return JSON.stringify(facetOf(steps, 'action'));
}

function facet({ steps }: Turn, what: Difference): unknown {
  return facetOf(steps, what);
}

function facetOf(steps: readonly Step[], what: Difference): unknown {
  const agent = steps.filter((step) => step.type === 'agent_turn');
  const results = steps.filter((step) => step.type === 'tool_result');
  switch (what) {
    case 'action':
      return agent.map(({ toolCalls, malformed }) =>
        malformed !== undefined
          ? 'unreadable'
          : toolCalls.length === 0
            ? 'speaks'
            : toolCalls.map(({ name }) => name),
      );
    case 'arguments':
      return agent.map(({ toolCalls }) => toolCalls.map((call) => call.arguments));
    case 'words':
      return agent.map(({ text }) => text);
    case 'answer':
      return results.map(({ outcome }) => outcome);
    case 'records':
      return steps.map(changesOf).filter((changes) => changes.length > 0);
    case 'customer':
      return steps.flatMap((step): readonly unknown[] => {
        if (step.type === 'user_message') return [step.text, step.mood, step.patience];
        return step.type === 'closed' ? [step.reason] : [];
      });
  }
}

function equal(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Places of a longest common subsequence, found from the back so that ties keep the earlier turns together. */
function common(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: (readonly [number, number])[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
