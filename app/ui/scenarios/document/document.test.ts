/** The laws of the document under somebody's hands: what is undone is as it was, whatever was done. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '@understudy/host/contract';
import { changesBetween, redone, undone } from './changes.ts';
import { back, forth, historyJson, noHistory, readHistory, remembered, type History } from './history.ts';
import { at, inserted, moved, readJson, renamed, withValue } from './tree.ts';

const again = (text: string): Json => readJson(text) ?? null;

const json = fc.jsonValue({ maxDepth: 4 }).map((value): Json => again(JSON.stringify(value)));
const text = (value: Json): string => JSON.stringify(value);

describe('changes between two documents', () => {
  it('lead from one to the other and back, to the letter', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const changes = changesBetween(before, after);
        expect(text(redone(before, changes))).toBe(text(after));
        expect(text(undone(after, changes))).toBe(text(before));
      }),
    );
  });

  it('are told at the deepest place, and bring back the order of members', () => {
    const before: Json = { a: 1, b: { c: [1, 2], d: 3 } };
    expect(changesBetween(before, withValue(before, ['b', 'c', 1], 5))).toEqual([
      { path: ['b', 'c', 1], before: 2, after: 5 },
    ]);
    const without = withValue(before, ['a'], undefined);
    expect(Object.keys(undone(without, changesBetween(before, without)) ?? {})).toEqual(['a', 'b']);
  });
});

describe('the history', () => {
  it('undoes everything that was done, and does it again, also after it was saved and read', () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 2, maxLength: 12 }), (documents) => {
        let history: History = noHistory;
        documents.slice(1).forEach((after, i) => {
          history = remembered(history, documents[i] ?? null, after, 'Change', i * 10_000);
        });
        history = readHistory(again(JSON.stringify(historyJson(history))));
        let document = documents.at(-1) ?? null;
        const steps = history.done.length;
        for (let step = back(document, history); step !== null; step = back(document, history))
          ({ document, history } = step);
        expect(text(document)).toBe(text(documents[0] ?? null));
        for (let i = 0; i < steps; i += 1) {
          const step = forth(document, history);
          if (step !== null) ({ document, history } = step);
        }
        expect(text(document)).toBe(text(documents.at(-1) ?? null));
      }),
    );
  });

  it('takes quick changes of one place as one step, and forgets what was undone when something new is done', () => {
    let history = remembered(noHistory, { a: 'x' }, { a: 'xy' }, 'Title', 0);
    history = remembered(history, { a: 'xy' }, { a: 'xyz' }, 'Title', 500);
    expect(history.done).toHaveLength(1);
    const undo = back({ a: 'xyz' }, history);
    expect(undo?.document).toEqual({ a: 'x' });
    history = remembered(undo?.history ?? noHistory, { a: 'x' }, { a: 'q' }, 'Title', 9000);
    expect(history).toMatchObject({ done: [{}], undone: [] });
  });

  it('does not undo what was changed by somebody else', () => {
    const history = remembered(noHistory, { a: 1 }, { a: 2 }, 'Change', 0);
    expect(back({ a: 3 }, history)).toBeNull();
    expect(readHistory({ done: [{ label: 3 }, 'x'] })).toEqual(noHistory);
  });

  it('stays bounded', () => {
    let history = noHistory;
    for (let i = 0; i < 300; i += 1)
      history = remembered(history, { a: i }, { a: i + 1 }, 'Change', i * 10_000);
    expect(history.done).toHaveLength(200);
  });
});

describe('the tree', () => {
  it('shares what did not change', () => {
    const before = { a: { x: 1 }, b: { y: 2 } };
    const after = withValue(before, ['a', 'x'], 3);
    expect(at(after, ['b'])).toBe(before.b);
  });

  it('renames, moves and inserts in place', () => {
    const group: Json = { v: { one: 1, two: 2, three: 3 } };
    expect(Object.keys(at(renamed(group, ['v'], 'two', 'deux'), ['v']) ?? {})).toEqual([
      'one',
      'deux',
      'three',
    ]);
    expect(renamed(group, ['v'], 'two', 'one')).toBe(group);
    expect(Object.keys(at(moved(group, ['v'], 'three', -1), ['v']) ?? {})).toEqual(['one', 'three', 'two']);
    expect(moved([1, 2, 3], [], 0, 1)).toEqual([2, 1, 3]);
    expect(inserted([1, 3], [], 2, 0)).toEqual([1, 2, 3]);
    expect(withValue([1, 2], [0], undefined)).toEqual([2]);
    expect(withValue({}, ['a', 'b'], 1)).toEqual({ a: { b: 1 } });
  });
});
