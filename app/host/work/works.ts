/** The long pieces of work in the host: started once, watched by any window, cancelled by any, remembered until the host ends. */
import { randomUUID } from 'node:crypto';
import type { Changes } from '../changes.ts';
import type { WorkItem } from '../contract/app.ts';
import { describeError } from '../errors.ts';

export interface WorkOrder {
  readonly kind: string;
  /** For a person. */
  readonly title: string;
  /** Where its result is to be seen, as a path of the app. */
  readonly link?: string;
  /** Does it. What it returns is the sentence that says how it went. Rejects with the signal's reason when cancelled. */
  run(signal: AbortSignal, report: Reporter): Promise<string>;
}

export interface Reporter {
  /** What is being done now; the progress starts anew. */
  stage(title: string): void;
  progress(done: number, total: number, note?: string): void;
  /** The stage is over; one sentence on what came of it. */
  ended(outcome: string): void;
  /** Where to look, once that is known. */
  link(path: string): void;
}

export interface Works {
  /** Starts it and returns at once. */
  start(order: WorkOrder): WorkItem;
  list(): readonly WorkItem[];
  get(id: string): WorkItem | null;
  /** Asks it to stop. One that is over, or unknown, stays as it is. */
  cancel(id: string): void;
  /** Resolves when it is over, however it went. */
  settled(id: string): Promise<void>;
  /** Cancels all that is going on and waits for it. */
  close(): Promise<void>;
}

const REMEMBERED = 100;

/** The reason of a signal that aborts because the host ends: what lives on its own need not be stopped with it. */
export class HostClosing extends Error {
  constructor() {
    super('the host is closing');
    this.name = 'HostClosing';
  }
}

export function createWorks(changes: Changes, now: () => number = Date.now): Works {
  const items = new Map<string, WorkItem>();
  const running = new Map<string, { readonly stop: AbortController; readonly over: Promise<void> }>();

  const update = (id: string, change: Partial<WorkItem>): void => {
    const item = items.get(id);
    if (item === undefined) return;
    items.set(id, { ...item, ...change });
    changes.announce('work', id);
  };
  const forget = (): void => {
    const over = [...items.values()].filter((item) => item.status !== 'running');
    for (const item of over.slice(0, Math.max(0, over.length - REMEMBERED))) items.delete(item.id);
  };

  const carryOut = async (id: string, order: WorkOrder, stop: AbortController): Promise<void> => {
    try {
      const message = await order.run(stop.signal, {
        stage: (stage) => update(id, { stage, progress: null }),
        progress: (done, total, note = '') => update(id, { progress: { done, total, note } }),
        ended: (outcome) => {
          const { stage = '', past = [] } = items.get(id) ?? {};
          update(id, { past: [...past, { stage, outcome }], progress: null });
        },
        link: (link) => update(id, { link }),
      });
      update(id, { status: 'done', outcome: { message, remedy: '' }, endedAt: now() });
    } catch (error) {
      const status = stop.signal.aborted ? 'cancelled' : 'failed';
      const outcome = stop.signal.aborted
        ? { message: 'Cancelled. What was done so far is kept.', remedy: '' }
        : describeError(error);
      update(id, { status, outcome, endedAt: now() });
    } finally {
      running.delete(id);
      forget();
    }
  };

  return {
    start: (order) => {
      const id = randomUUID();
      const item: WorkItem = {
        id,
        kind: order.kind,
        title: order.title,
        status: 'running',
        stage: '',
        past: [],
        progress: null,
        outcome: null,
        link: order.link ?? null,
        startedAt: now(),
        endedAt: null,
      };
      items.set(id, item);
      changes.announce('work', id);
      const stop = new AbortController();
      // The caller has its answer before the work begins, which may hold the thread for a while.
      const over = new Promise<void>((resolve) => {
        setImmediate(resolve);
      }).then(() => carryOut(id, order, stop));
      running.set(id, { stop, over });
      return item;
    },
    list: () => {
      const rank = (item: WorkItem): number => (item.status === 'running' ? 0 : 1);
      return [...items.values()].sort((a, b) => rank(a) - rank(b) || b.startedAt - a.startedAt);
    },
    get: (id) => items.get(id) ?? null,
    cancel: (id) => running.get(id)?.stop.abort(new Error('cancelled')),
    settled: async (id) => running.get(id)?.over,
    close: async () => {
      const all = [...running.values()];
      for (const { stop } of all) stop.abort(new HostClosing());
      await Promise.all(all.map(({ over }) => over));
    },
  };
}
