/** The worlds and tasks that screens look into, opened once and shared: making one costs tenths of a second. */
import { createHash } from 'node:crypto';
import type { Split } from '@understudy/kernel';
import { openSplit, type OpenSplit } from '@understudy/engine';
import type { Pack } from '@understudy/scenarios';

export interface Lease {
  readonly split: OpenSplit;
  /** Gives it back. Calling it again does nothing. */
  release(): void;
}

export interface Splits {
  /** All tasks of a split with their world. Rejects with ScenarioError when the pack's tasks are not admitted. */
  lease(pack: Pack, split: Split): Promise<Lease>;
  close(): Promise<void>;
}

/** Worlds that nobody uses but that are kept for the next one who asks. Each takes some megabytes. */
const IDLE_KEPT = 4;

interface Held {
  readonly opening: Promise<OpenSplit>;
  users: number;
}

export function createSplits(): Splits {
  /** Least recently used first. */
  const held = new Map<string, Held>();
  const drop = async (key: string, one: Held): Promise<void> => {
    held.delete(key);
    (await one.opening).arena.world.close();
  };
  const tidy = async (): Promise<void> => {
    const idle = [...held].filter(([, one]) => one.users === 0);
    for (const [key, one] of idle.slice(0, Math.max(0, idle.length - IDLE_KEPT))) await drop(key, one);
  };
  return {
    lease: async (pack, split) => {
      const key = `${split} ${createHash('sha256').update(JSON.stringify(pack)).digest('hex')}`;
      const one = held.get(key) ?? { opening: openSplit(pack, split), users: 0 };
      held.delete(key);
      held.set(key, one);
      one.users += 1;
      let given = false;
      const release = (): void => {
        if (given) return;
        given = true;
        one.users -= 1;
        void tidy();
      };
      try {
        return { split: await one.opening, release };
      } catch (error) {
        // What could not be opened is not remembered: the pack may be mended.
        held.delete(key);
        throw error;
      }
    },
    close: async () => {
      for (const [key, one] of held) await drop(key, one);
    },
  };
}
