/**
 * Where the parts of a statechart go: a lifecycle definition in, positioned states and edges out. Layered from the initial state
 * downwards. Pure, and the same definition gives the same figures; it knows nothing of commands, so that a screen can use it too.
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

/** Widths of a character of a monospaced font at the sizes that svg.ts uses. */
export const FONT = { state: 13, event: 11, advance: 0.61, line: 14 } as const;
const MARGIN = 16;
const STATE_HEIGHT = 34;
const DOT = 12;
const START = '(start)';

export function placeStatechart(lifecycle: LifecycleDefinition): PlacedChart {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', ranksep: 26, nodesep: 36, edgesep: 18, marginx: MARGIN, marginy: MARGIN });
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
      const points =
        edge.from === edge.to
          ? loop(graph.node(edge.from), label.x - (placed.width ?? 0) / 2)
          : (placed.points ?? []);
      return { ...edge, points: points.map(point), label };
    }),
    start: {
      at: point(graph.node(START)),
      points: (graph.edge(START, lifecycle.initial).points ?? []).map(point),
    },
  };
}

/** One edge for all events that lead from one state to another. */
function joinedEdges({ states }: LifecycleDefinition): readonly Pick<PlacedEdge, 'from' | 'to' | 'events'>[] {
  return Object.entries(states).flatMap(([from, { on = {} }]) =>
    [...Map.groupBy(Object.entries(on), ([, to]) => to)].map(([to, moves]) => ({
      from,
      to,
      events: moves.map(([event]) => event),
    })),
  );
}

/** Out of the right side of a state, round to where its label begins, and back in. */
function loop({ x = 0, y = 0, width = 0 }: Placed, reach: number): readonly Point[] {
  const side = x + width / 2;
  return [
    { x: side, y: y - 7 },
    { x: reach, y: y - 15 },
    { x: reach, y: y + 15 },
    { x: side, y: y + 7 },
  ];
}

function textWidth(text: string, size: number): number {
  return Math.ceil(text.length * size * FONT.advance);
}

/** Rounded to a tenth: the bytes of a drawing must not hang on the last digit. */
function point({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point {
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
}
