/**
 * Where the parts of a statechart go: a lifecycle definition in, positioned states and edges out. Layered from the initial state
 * downwards or to the right. Pure, and the same definition gives the same figures: the screens draw with it, and so do the pages
 * that the command line writes. Nothing else of the host is behind it.
 */
import { Graph, layout, type Placed } from '@dagrejs/dagre';
import type { LifecycleDefinition } from '@understudy/kernel';

/** All lengths are in CSS pixels, the origin is at the top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedState {
  readonly name: string;
  readonly description: string | undefined;
  readonly final: boolean;
  /** The centre. */
  readonly at: Point;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  /** Events that lead from one to the other, a line each. */
  readonly events: readonly string[];
  readonly points: readonly Point[];
  /** The centre of the lines. */
  readonly label: Point;
}

export interface PlacedChart {
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly edges: readonly PlacedEdge[];
  /** The dot from which the arrow into the initial state comes. */
  readonly start: { readonly at: Point; readonly points: readonly Point[] };
}

/** What of a lifecycle can be seen in its chart. */
export type Charted = Pick<LifecycleDefinition, 'initial' | 'states'>;

/** Widths of a character of a monospaced font at the sizes in which charts are drawn. */
export const FONT = { state: 13, event: 11, advance: 0.61, line: 14 } as const;
const MARGIN = 16;
const STATE_HEIGHT = 34;
const DOT = 12;
const START = '(start)';

/** `TB`: downwards; `LR`: to the right. */
export function placeStatechart(lifecycle: Charted, direction: 'TB' | 'LR' = 'TB'): PlacedChart {
  const graph = new Graph();
  graph.setGraph({
    rankdir: direction,
    ranksep: 26,
    nodesep: 36,
    edgesep: 18,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  graph.setNode(START, { width: DOT, height: DOT });
  const names = Object.keys(lifecycle.states);
  for (const name of names)
    graph.setNode(name, { width: textWidth(name, FONT.state) + 28, height: STATE_HEIGHT });
  graph.setEdge(START, lifecycle.initial, { weight: 4 });
  const joined = joinedEdges(lifecycle);
  for (const { from, to, events } of joined) {
    graph.setEdge(from, to, {
      width: Math.max(...events.map((event) => textWidth(event, FONT.event))) + 8,
      height: events.length * FONT.line + 2,
      labelpos: 'c',
    });
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    states: names.map((name): PlacedState => {
      const node = graph.node(name);
      const { final = false, description } = lifecycle.states[name] ?? {};
      return { name, description, final, at: point(node), width: node.width ?? 0, height: STATE_HEIGHT };
    }),
    edges: joined.map((edge): PlacedEdge => {
      const placed = graph.edge(edge.from, edge.to);
      const label = point(placed);
      const points = edge.from === edge.to ? loop(graph.node(edge.from), placed) : (placed.points ?? []);
      return { ...edge, points: points.map(point), label };
    }),
    start: {
      at: point(graph.node(START)),
      points: (graph.edge(START, lifecycle.initial).points ?? []).map(point),
    },
  };
}

/** One edge for all events that lead from one state to another. */
function joinedEdges({ states }: Charted): readonly Pick<PlacedEdge, 'from' | 'to' | 'events'>[] {
  return Object.entries(states).flatMap(([from, { on = {} }]) =>
    [...Map.groupBy(Object.entries(on), ([, to]) => to)].map(([to, moves]) => ({
      from,
      to,
      events: moves.map(([event]) => event),
    })),
  );
}

/** Out of a state, round to where its label begins, and back in: on its right side, or below it. */
function loop(state: Placed, label: Placed): readonly Point[] {
  const { x = 0, y = 0, width = 0, height = 0 } = state;
  const reach = (label.x ?? 0) - (label.width ?? 0) / 2;
  const side = x + width / 2;
  if (reach > side)
    return [
      { x: side, y: y - 7 },
      { x: reach, y: y - 15 },
      { x: reach, y: y + 15 },
      { x: side, y: y + 7 },
    ];
  const bottom = y + height / 2;
  const depth = (label.y ?? 0) - (label.height ?? 0) / 2;
  return [
    { x: x + 7, y: bottom },
    { x: x + 15, y: depth },
    { x: x - 15, y: depth },
    { x: x - 7, y: bottom },
  ];
}

function textWidth(text: string, size: number): number {
  return Math.ceil(text.length * size * FONT.advance);
}

/** Rounded to a tenth: the bytes of a drawing must not hang on the last digit. */
function point({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point {
  return { x: tenth(x), y: tenth(y) };
}

/** The line through the points of an edge, as the `d` of an SVG path. Smooth: straight to the middle of the first leg, then from middle to middle, bent around the points between. */
export function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  const bends = rest.slice(0, -1).map((point, index) => {
    const end = middle(point, rest[index + 1] ?? last);
    return `Q${pair(point)} ${pair(end)}`;
  });
  const begin = rest.length > 1 ? `L${pair(middle(first, rest[0] ?? last))} ` : '';
  return `M${pair(first)} ${begin}${bends.join(' ')}${bends.length > 0 ? ' ' : ''}L${pair(last)}`;
}

function middle(left: Point, right: Point): Point {
  return { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
}

function pair({ x, y }: Point): string {
  return `${tenth(x)} ${tenth(y)}`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
