/** What is looked at, as the address says it: the world, and what is chosen in it. A reload or a link shows the same. */
import type { WorldChoice } from '@understudy/host/contract';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';

export interface Address {
  readonly world: WorldChoice;
  get(name: string): string | null;
  /** Null takes a part out. */
  set(parts: Readonly<Record<string, string | null>>): void;
  /** The address of another part of the same world. */
  link(path: string, parts: Readonly<Record<string, string>>): string;
}

const FIRST = { split: 'train', seed: 7, size: 600 } as const;

export function useAddress(system: string): Address {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (parts: Readonly<Record<string, string | null>>) => setParams((before) => changed(before, parts)),
    [setParams],
  );
  return useMemo<Address>(() => {
    const world: WorldChoice = {
      system,
      split: params.get('split') === 'heldout' ? 'heldout' : 'train',
      seed: whole(params.get('seed'), FIRST.seed, 0, 2 ** 31 - 1),
      size: whole(params.get('size'), FIRST.size, 100, 5000),
    };
    const kept = ['split', 'seed', 'size'].flatMap((name) => {
      const value = params.get(name);
      return value === null ? [] : [[name, value]];
    });
    return {
      world,
      get: (name) => params.get(name),
      set,
      link: (path, parts) => {
        const query = new URLSearchParams([...kept, ...Object.entries(parts)]).toString();
        return query === '' ? path : `${path}?${query}`;
      },
    };
  }, [params, set, system]);
}

function changed(before: URLSearchParams, parts: Readonly<Record<string, string | null>>): URLSearchParams {
  const next = new URLSearchParams(before);
  for (const [name, value] of Object.entries(parts))
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  return next;
}

function whole(text: string | null, otherwise: number, least: number, most: number): number {
  const value = Number(text ?? Number.NaN);
  return Number.isSafeInteger(value) && value >= least && value <= most ? value : otherwise;
}
