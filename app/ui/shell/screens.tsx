/**
 * Screens whose code comes when it is first wanted, or ahead of that. What is there already is shown at once: React holds a
 * lazy component back until the placeholder that it once showed has stood for 300 ms.
 */
import { lazy, useState, type ComponentType, type ReactNode } from 'react';

type Load = () => Promise<{ readonly default: ComponentType }>;

export interface LazyScreen {
  readonly screen: ComponentType;
  /** Resolves when it can be shown at once. Rejects when its code cannot be had; showing it then says so. */
  readonly load: () => Promise<unknown>;
}

export function lazyScreen(code: Load): LazyScreen {
  let there: ComponentType | null = null;
  const load: Load = async () => {
    const loaded = await code();
    there = loaded.default;
    return loaded;
  };
  const Lazy = lazy(load);
  const screen = (): ReactNode => {
    // Chosen once, for another one would begin anew.
    const [Chosen] = useState<ComponentType | typeof Lazy>(() => there ?? Lazy);
    return <Chosen />;
  };
  return { screen, load };
}

/** Loads one after the other, whenever the page has nothing to do. */
export async function loadAhead(screens: readonly LazyScreen[], signal: AbortSignal): Promise<void> {
  for (const { load } of screens) {
    await new Promise((idle) => requestIdleCallback(idle));
    if (signal.aborted) return;
    // Nobody has asked for it yet: whoever does is told.
    await load().catch(() => undefined);
  }
}
