/** What can be said of a chart without drawing it: which part is meant, which way was gone, which view shows it. Pure. */
import type { ChartView } from '@understudy/host/contract';

/** A part of a chart that can be chosen. */
export type ChartPart =
  | { readonly kind: 'state'; readonly id: string }
  | { readonly kind: 'event'; readonly from: string; readonly event: string };

/** A name by which parts are told apart. */
export function partKey(part: ChartPart): string {
  return part.kind === 'state' ? part.id : `${part.from} ${part.event}`;
}

/** The edges gone along, as `from to`; `visited` in the order of the visits, `current` last where it is not there already. */
export function edgesGone(visited: readonly string[], current: string | null): ReadonlySet<string> {
  const way = current === null || visited.at(-1) === current ? visited : [...visited, current];
  return new Set(way.slice(1).map((to, index) => `${way[index] ?? ''} ${to}`));
}

/** Each state followed by what leads on from it: the order of the list beside the picture. */
export function partsOf(chart: ChartView): readonly ChartPart[] {
  return chart.states.flatMap(({ id }): readonly ChartPart[] => [
    { kind: 'state', id },
    ...chart.transitions
      .filter(({ from }) => from === id)
      .map(({ from, event }): ChartPart => ({ kind: 'event', from, event })),
  ]);
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `screen = chart · scale + (x, y)`, in CSS pixels. */
export interface Viewpoint {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Smaller, and its words could not be read. */
const SMALLEST_FIT = 0.7;
const LARGEST_FIT = 1.2;
const ZOOM = { least: 0.3, most: 3 };

/** The scale in which all of a chart is shown, uncapped. */
export function fitScale(chart: Size, window: Size): number {
  return Math.min(window.width / chart.width, window.height / chart.height);
}

/** All of the chart, in the middle; where that would be too small to read, as much of it as can be, around `centre`. */
export function fit(
  chart: Size,
  window: Size,
  centre: { readonly x: number; readonly y: number },
): Viewpoint {
  const scale = Math.min(LARGEST_FIT, Math.max(SMALLEST_FIT, fitScale(chart, window)));
  const along = (whole: number, room: number, at: number): number => {
    const spare = room - whole * scale;
    return spare >= 0 ? spare / 2 : Math.min(0, Math.max(spare, room / 2 - at * scale));
  };
  return {
    x: along(chart.width, window.width, centre.x),
    y: along(chart.height, window.height, centre.y),
    scale,
  };
}

/** Nearer or farther, with the point of the window under `at` staying where it is. */
export function zoomed(
  view: Viewpoint,
  factor: number,
  at: { readonly x: number; readonly y: number },
): Viewpoint {
  const scale = Math.min(ZOOM.most, Math.max(ZOOM.least, view.scale * factor));
  const ratio = scale / view.scale;
  return { x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio, scale };
}
