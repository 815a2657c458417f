import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepState, placeOn, readState, type Box } from './window-state.ts';

const one: Box = { x: 0, y: 0, width: 1920, height: 1080 };
const left: Box = { x: -1280, y: 200, width: 1280, height: 800 };

test('a window stands where it stood, on whichever screen that is', () => {
  const place = { x: -1200, y: 250, width: 1000, height: 700 };
  expect(placeOn({ place, maximized: false }, [one, left])).toEqual(place);
});

test('a window whose screen is gone comes to the middle of the first one', () => {
  const place = { x: -1200, y: 250, width: 1000, height: 700 };
  expect(placeOn({ place, maximized: false }, [one])).toEqual({ x: 460, y: 190, width: 1000, height: 700 });
});

test('a window above the screen, whose title bar nobody could take hold of, is brought back', () => {
  const placed = placeOn({ place: { x: 100, y: -500, width: 1000, height: 700 }, maximized: false }, [one]);
  expect(placed.y).toBeGreaterThanOrEqual(0);
});

test('wherever it stood, its title bar can be reached and it is no larger than its screen', () => {
  const number = fc.integer({ min: -20_000, max: 20_000 });
  const size = fc.integer({ min: 1, max: 20_000 });
  const box = fc.record({ x: number, y: number, width: size, height: size });
  const screens = fc.array(
    fc.record({
      x: number,
      y: number,
      width: fc.integer({ min: 800, max: 8000 }),
      height: fc.integer({ min: 600, max: 5000 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(box, screens, (place, areas) => {
      const window = placeOn({ place, maximized: false }, areas);
      const holds = areas.some((area) => {
        const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
        const top = window.y >= area.y && window.y <= area.y + area.height - 40;
        return across >= 120 && top && window.width <= area.width && window.height <= area.height;
      });
      expect(holds).toBe(true);
    }),
  );
});

test('what was kept is read again, and what cannot be read is as if there were nothing', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'understudy-window-'));
  const file = path.join(folder, 'deep', 'window.json');
  const state = { place: { x: 1, y: 2, width: 1000, height: 700 }, maximized: true };
  keepState(file, state);
  expect(readState(file)).toEqual(state);
  for (const text of [
    '',
    '{',
    '{"place":{"x":"1"}}',
    '{"place":{"x":1e300,"y":0,"width":1,"height":1},"maximized":false}',
  ]) {
    writeFileSync(file, text);
    expect(readState(file)).toEqual({ place: null, maximized: false });
  }
  rmSync(folder, { recursive: true });
});
