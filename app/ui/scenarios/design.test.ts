import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json, OpenPack } from '@understudy/host/contract';
import { createDesign, type Design, type Journal, type SaveOrder } from './design.ts';

/** A workspace that two windows share. */
class Desk {
  revision = 1;
  document: Json = { title: 'One' };
  history: Json = null;
  down = false;
  readonly saves: SaveOrder[] = [];
  open(): OpenPack {
    const { revision, document, history } = this;
    const draft = { revision, savedAt: 0, document, unparsed: null, history };
    return { id: 'mine', draft, document, problems: [], versions: [] };
  }
  async save(order: SaveOrder): Promise<{ revision: number; savedAt: number; problems: [] }> {
    await Promise.resolve();
    if (this.down) throw new Error('down');
    if (order.revision !== this.revision) throw new Error('conflict');
    this.saves.push(order);
    this.revision += 1;
    this.document = order.document;
    this.history = order.history;
    return { revision: this.revision, savedAt: 1, problems: [] };
  }
}

let desk: Desk;
let kept: Map<string, string>;
beforeEach(() => {
  vi.useFakeTimers();
  desk = new Desk();
  kept = new Map();
});
afterEach(() => vi.useRealTimers());

function windowOn(one: Desk): Design {
  const journal: Journal = {
    read: (id) => kept.get(id) ?? null,
    write: (id, text) => void kept.set(id, text),
    clear: (id) => void kept.delete(id),
  };
  return createDesign(one.open(), {
    save: async (order) => one.save(order),
    open: async () => one.open(),
    isConflict: (error) => error instanceof Error && error.message === 'conflict',
    journal,
    now: () => Date.now(),
    delay: 100,
  });
}

describe('a design', () => {
  it('saves a moment after the last edit, and says so', async () => {
    const design = windowOn(desk);
    design.set(['title'], 'Two', 'Title');
    design.set(['title'], 'Three', 'Title');
    expect(design.state().saving).toBe('unsaved');
    await vi.advanceTimersByTimeAsync(150);
    expect(design.state()).toMatchObject({ saving: 'saved', revision: 2 });
    expect(desk.saves.map(({ document }) => document)).toEqual([{ title: 'Three' }]);
    expect(kept.size).toBe(0);
  });

  it('undoes over saving and reload', async () => {
    const design = windowOn(desk);
    design.set(['title'], 'Two', 'Title');
    await design.flush();
    const again = windowOn(desk);
    expect(again.undo()).toBe('Title');
    expect(again.state().document).toEqual({ title: 'One' });
    await again.flush();
    const once = windowOn(desk);
    expect(once.redo()).toBe('Title');
    expect(once.state().document).toEqual({ title: 'Two' });
  });

  it('loses nothing when the window is gone before it was saved', () => {
    windowOn(desk).set(['title'], 'Typed', 'Title');
    const again = windowOn(desk);
    expect(again.state()).toMatchObject({ document: { title: 'Typed' }, saving: 'unsaved' });
    expect(again.undo()).toBe('Title');
  });

  it('goes on trying while it cannot be saved', async () => {
    const design = windowOn(desk);
    desk.down = true;
    design.set(['title'], 'Two', 'Title');
    await vi.advanceTimersByTimeAsync(150);
    expect(design.state().saving).toBe('failed');
    desk.down = false;
    await vi.advanceTimersByTimeAsync(4000);
    expect(design.state().saving).toBe('saved');
  });

  it.each([
    ['mine', 'B', 'A'],
    ['theirs', 'A', 'B'],
  ] as const)('with two windows asks, and keeping %s can be undone', async (keep, wins, other) => {
    const first = windowOn(desk);
    const second = windowOn(desk);
    first.set(['title'], 'A', 'Title');
    await first.flush();
    kept.clear();
    second.set(['title'], 'B', 'Title');
    await second.flush();
    expect(second.state().saving).toBe('conflict');
    expect(desk.document).toEqual({ title: 'A' });
    await second.settle(keep);
    expect(second.state().saving).toBe('saved');
    expect(desk.document).toEqual({ title: wins });
    second.undo();
    expect(second.state().document).toEqual({ title: other });
  });

  it('takes over what another window saved where it has nothing of its own', async () => {
    const first = windowOn(desk);
    const second = windowOn(desk);
    first.set(['title'], 'A', 'Title');
    await first.flush();
    second.heard({ revision: desk.revision, versions: [] });
    await vi.advanceTimersByTimeAsync(0);
    expect(second.state()).toMatchObject({ document: { title: 'A' }, saving: 'saved' });
  });

  it('of a built-in pack stays as it is', () => {
    const design = createDesign(
      { ...desk.open(), draft: null },
      {
        save: async (order) => desk.save(order),
        open: async () => desk.open(),
        isConflict: () => false,
        journal: { read: () => null, write: () => undefined, clear: () => undefined },
        now: () => 0,
        delay: 1,
      },
    );
    design.set(['title'], 'Two', 'Title');
    expect(design.state()).toMatchObject({ readOnly: true, document: { title: 'One' }, saving: 'saved' });
  });
});
