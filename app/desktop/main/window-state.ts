/** Where a window stood, kept between starts, and brought back onto a screen that is there now. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** In device-independent pixels of the desktop. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowState {
  /** Null before a window has stood anywhere: it is then centred. */
  readonly place: Box | null;
  readonly maximized: boolean;
}

export const smallest = { width: 900, height: 600 } as const;
const usual = { width: 1360, height: 860 } as const;
/** As much of a title bar as a person needs to take hold of it. */
const grip = { width: 120, height: 40 } as const;

const whole = z.int().min(-100_000).max(100_000);
const stateSchema = z.object({
  place: z.object({ x: whole, y: whole, width: whole.positive(), height: whole.positive() }).nullable(),
  maximized: z.boolean(),
});

/** What was kept in a file; the usual state where there is none or none that can be read. */
export function readState(file: string): WindowState {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { place: null, maximized: false };
  }
}

/** Losing this is not worth an error: the next window just stands where windows usually do. */
export function keepState(file: string, state: WindowState): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {
    return;
  }
}

/**
 * Where a window is to stand: as it was where its title bar can be reached, else in the middle of the first screen; never
 * larger than the screen it is on.
 * @param screens the work areas there are, the first screen's first; at least one
 */
export function placeOn(state: WindowState, screens: readonly Box[]): Box {
  const { place } = state;
  const fitted = screens.map((screen) => ({
    screen,
    x: place?.x ?? 0,
    y: place?.y ?? 0,
    width: Math.min(Math.max(place?.width ?? usual.width, smallest.width), screen.width),
    height: Math.min(Math.max(place?.height ?? usual.height, smallest.height), screen.height),
  }));
  const home = place === null ? undefined : fitted.find((box) => reaches(box, box.screen));
  if (home !== undefined) return { x: home.x, y: home.y, width: home.width, height: home.height };
  const [first] = fitted;
  if (first === undefined) return { x: 0, y: 0, ...usual };
  const { screen, width, height } = first;
  return {
    x: Math.round(screen.x + (screen.width - width) / 2),
    y: Math.round(screen.y + (screen.height - height) / 2),
    width,
    height,
  };
}

/** Whether enough of the window's top edge lies on the screen. */
function reaches(place: Box, screen: Box): boolean {
  const across = Math.min(place.x + place.width, screen.x + screen.width) - Math.max(place.x, screen.x);
  const below = screen.y + screen.height - place.y;
  return across >= grip.width && place.y >= screen.y && below >= grip.height;
}
