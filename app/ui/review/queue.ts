/** What a reviewer looks at next. Pure. */
import type { Queue } from '@understudy/host/contract';

type Item = Queue['items'][number];
export const queueOrders = ['unlabelled', 'disagreements', 'random'] as const;
export type QueueOrder = (typeof queueOrders)[number];

/**
 * The next one to judge after `current`; null when everything was judged. Among disagreements those that are disputed come first, also
 * when this reviewer has judged them: they are there to be looked at again.
 */
export function nextOf(items: readonly Item[], current: string | null, order: QueueOrder): string | null {
  const at = items.findIndex(({ episodeId }) => episodeId === current);
  const after = items.slice(at + 1);
  const before = items.slice(0, Math.max(0, at));
  const disputed = order === 'disagreements' ? after.find((item) => item.disputed) : undefined;
  const open = [...after, ...before].find(({ mine }) => mine === null);
  return (disputed ?? open)?.episodeId ?? null;
}

/** The neighbour in the list, judged or not; the list is a ring. */
export function besideOf(items: readonly Item[], current: string | null, way: 1 | -1): string | null {
  const at = items.findIndex(({ episodeId }) => episodeId === current);
  return items[(at + way + items.length) % Math.max(1, items.length)]?.episodeId ?? null;
}

/** What is chosen in the address. Unknown values are left out. */
export interface QueueChoice {
  readonly order: QueueOrder;
  readonly seed: number;
  readonly size: number;
}

/** A queue that is longer than anybody goes through in one sitting. */
const LONGEST = 500;

export function queueChoice(params: URLSearchParams): QueueChoice {
  const order = queueOrders.find((one) => one === params.get('queue')) ?? 'unlabelled';
  const whole = (name: string, otherwise: number, most: number): number => {
    const value = Number(params.get(name) ?? otherwise);
    return Number.isInteger(value) && value >= 1 && value <= most ? value : otherwise;
  };
  return {
    order,
    seed: whole('seed', 7, 2 ** 31 - 1),
    size: order === 'random' ? whole('size', 30, 2000) : LONGEST,
  };
}
