/** The picture of a chart: laid out by itself, moved with the mouse, zoomed with the wheel or the buttons. */
import { ActionIcon, Group } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconArrowsMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import type { ChartView } from '@understudy/host/contract';
import { curve, placeStatechart, type PlacedChart, type PlacedEdge } from '@understudy/host/statechart';
import { useEffect, useId, useMemo, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { edgesGone, fit, fitScale, zoomed, type ChartPart, type Size, type Viewpoint } from './chart-view.ts';
import { eventWords } from './StatechartList.tsx';

interface StatechartCanvasProps {
  readonly chart: ChartView;
  readonly current: string | null;
  readonly visited: readonly string[];
  readonly selected: string | null;
  readonly select: (part: ChartPart) => void;
  readonly height: number;
}

const STEP = 1.25;
/** Until the place has been measured. */
const ASSUMED_WIDTH = 640;
const LINE = 14;

export default function StatechartCanvas(props: StatechartCanvasProps): ReactNode {
  const { chart, current, visited, selected, select, height } = props;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const window = useMemo<Size>(
    () => ({ width: width === 0 ? ASSUMED_WIDTH : width, height }),
    [width, height],
  );
  const placed = useMemo(() => place(chart, window), [chart, window]);
  /** What a person chose to look at; null: what fits. */
  const [chosen, setChosen] = useState<Viewpoint | null>(null);
  const middle = placed.states.find(({ name }) => name === current)?.at ?? placed.start.at;
  const view = chosen ?? fit(placed, window, middle);
  const svg = useRef<SVGSVGElement>(null);
  useWheelZoom(svg, (factor, at) => setChosen(zoomed(view, factor, at)));
  const drag = useDrag((by) => setChosen({ ...view, x: view.x + by.x, y: view.y + by.y }));
  const centre = { x: window.width / 2, y: window.height / 2 };
  const gone = useMemo(() => edgesGone(visited, current), [visited, current]);
  return (
    <div ref={ref} className="us-chart-canvas">
      <svg ref={svg} width="100%" height={height} role="img" aria-label={described(chart, current)} {...drag}>
        <g transform={`translate(${String(view.x)} ${String(view.y)}) scale(${String(view.scale)})`}>
          <Edges placed={placed} gone={gone} selected={selected} select={select} />
          <States {...{ chart, placed, current, visited, selected, select }} />
        </g>
      </svg>
      <Group gap={4} className="us-chart-buttons">
        <ZoomButton label="Nearer" onClick={() => setChosen(zoomed(view, STEP, centre))}>
          <IconPlus size={14} />
        </ZoomButton>
        <ZoomButton label="Farther" onClick={() => setChosen(zoomed(view, 1 / STEP, centre))}>
          <IconMinus size={14} />
        </ZoomButton>
        <ZoomButton label="Show all that fits" onClick={() => setChosen(null)}>
          <IconArrowsMaximize size={14} />
        </ZoomButton>
      </Group>
    </div>
  );
}

interface ZoomButtonProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function ZoomButton({ label, onClick, children }: ZoomButtonProps): ReactNode {
  return (
    <ActionIcon variant="default" size="sm" aria-label={label} title={label} onClick={onClick}>
      {children}
    </ActionIcon>
  );
}

interface EdgesProps {
  readonly placed: PlacedChart;
  readonly gone: ReadonlySet<string>;
  readonly selected: string | null;
  readonly select: (part: ChartPart) => void;
}

function Edges({ placed, gone, selected, select }: EdgesProps): ReactNode {
  const id = useId();
  const head = (kind: string): string => `${id}-${kind}`;
  const kindOf = ({ from, to, events }: PlacedEdge): 'plain' | 'gone' | 'chosen' => {
    if (events.some((event) => `${from} ${event}` === selected)) return 'chosen';
    return gone.has(`${from} ${to}`) ? 'gone' : 'plain';
  };
  return (
    <>
      <defs>
        {['plain', 'gone', 'chosen'].map((kind) => (
          <marker
            key={kind}
            id={head(kind)}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path className="us-chart-head" data-kind={kind} d="M0 0.5 L8 4 L0 7.5 Z" />
          </marker>
        ))}
      </defs>
      <circle className="us-chart-dot" cx={placed.start.at.x} cy={placed.start.at.y} r={5} />
      <path className="us-chart-line" d={curve(placed.start.points)} markerEnd={`url(#${head('plain')})`} />
      {/* All lines before all labels: no line runs over a word. */}
      {placed.edges.map((edge) => (
        <path
          key={`${edge.from} ${edge.to}`}
          className="us-chart-line"
          data-kind={kindOf(edge)}
          d={curve(edge.points)}
          markerEnd={`url(#${head(kindOf(edge))})`}
        />
      ))}
      {placed.edges.map((edge) => (
        <Label key={`${edge.from} ${edge.to}`} edge={edge} kind={kindOf(edge)} select={select} />
      ))}
    </>
  );
}

interface LabelProps {
  readonly edge: PlacedEdge;
  readonly kind: string;
  readonly select: (part: ChartPart) => void;
}

function Label({ edge, kind, select }: LabelProps): ReactNode {
  const { from, events, label } = edge;
  const width = Math.max(...events.map((event) => event.length)) * 6.4 + 6;
  const top = label.y - (events.length * LINE) / 2;
  return (
    <g className="us-chart-event" data-kind={kind}>
      <rect x={label.x - width / 2} y={top} width={width} height={events.length * LINE} />
      {events.map((event, index) => (
        <text
          key={event}
          x={label.x}
          y={top + index * LINE + 11}
          onClick={() => select({ kind: 'event', from, event })}
        >
          {eventWords(event)}
        </text>
      ))}
    </g>
  );
}

interface StatesProps extends Omit<StatechartCanvasProps, 'height'> {
  readonly placed: PlacedChart;
}

function States({ chart, placed, current, visited, selected, select }: StatesProps): ReactNode {
  const labels = new Map(chart.states.map(({ id, label }) => [id, label]));
  return placed.states.map(({ name, final, at, width, height }) => {
    const now = name === current;
    const left = at.x - width / 2;
    const top = at.y - height / 2;
    const box = (inset: number): ReactNode => (
      <rect
        x={left + inset}
        y={top + inset}
        width={width - 2 * inset}
        height={height - 2 * inset}
        rx={9 - inset}
      />
    );
    return (
      <g
        key={name}
        className="us-chart-state"
        data-now={now}
        data-visited={visited.includes(name)}
        data-chosen={name === selected}
        onClick={() => select({ kind: 'state', id: name })}
      >
        {box(0)}
        {final ? box(3) : null}
        <text x={at.x} y={at.y + 5}>
          {labels.get(name) ?? name}
        </text>
        {now ? <Flag x={left + width} y={top} text="now" /> : null}
        {!now && visited.includes(name) ? <Flag x={left + width} y={top} text="✓" /> : null}
      </g>
    );
  });
}

/** A small word on the corner of a state: the colour alone would not tell everybody. */
function Flag({ x, y, text }: { readonly x: number; readonly y: number; readonly text: string }): ReactNode {
  const width = text.length * 6 + 8;
  return (
    <g className="us-chart-flag" transform={`translate(${String(x - width / 2)} ${String(y - 7)})`}>
      <rect x={-width / 2} width={width} height={14} rx={7} />
      <text y={10.5}>{text}</text>
    </g>
  );
}

/** In the direction in which more of it is shown larger. */
function place(chart: ChartView, window: Size): PlacedChart {
  const states = Object.fromEntries(
    chart.states.map(({ id, final }) => [
      id,
      {
        final,
        on: Object.fromEntries(
          chart.transitions.filter(({ from }) => from === id).map(({ event, to }) => [event, to]),
        ),
      },
    ]),
  );
  const initial = chart.states.find((state) => state.initial)?.id ?? chart.states[0]?.id ?? '';
  const down = placeStatechart({ initial, states });
  const across = placeStatechart({ initial, states }, 'LR');
  return fitScale(across, window) > fitScale(down, window) ? across : down;
}

function described(chart: ChartView, current: string | null): string {
  const now = chart.states.find(({ id }) => id === current);
  const where = now === undefined ? '' : ` It is now: ${now.label}.`;
  return `Chart of ${chart.title}: ${String(chart.states.length)} states.${where} The list beside it says the same.`;
}

/** The wheel scrolls the page, as everywhere; with Ctrl or ⌘ (or two fingers) it zooms. */
function useWheelZoom(
  svg: { readonly current: SVGSVGElement | null },
  zoom: (factor: number, at: { readonly x: number; readonly y: number }) => void,
): void {
  const latest = useRef(zoom);
  useEffect(() => {
    latest.current = zoom;
  });
  useEffect(() => {
    const element = svg.current;
    if (element === null) return;
    const turn = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      latest.current(Math.exp(-event.deltaY / 300), at);
    };
    // React's own wheel listeners cannot prevent the page's zoom.
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [svg]);
}

interface Dragging {
  readonly onPointerDown: (event: PointerEvent<SVGSVGElement>) => void;
  readonly onPointerMove: (event: PointerEvent<SVGSVGElement>) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
}

/** Pixels before a press becomes a drag: a click on a state stays one. */
const STILL = 4;

function useDrag(move: (by: { readonly x: number; readonly y: number }) => void): Dragging {
  const grip = useRef<{ x: number; y: number; moving: boolean } | null>(null);
  const release = (): void => {
    grip.current = null;
  };
  return {
    onPointerDown: ({ clientX, clientY }) => {
      grip.current = { x: clientX, y: clientY, moving: false };
    },
    onPointerMove: (event) => {
      const held = grip.current;
      if (held === null) return;
      const by = { x: event.clientX - held.x, y: event.clientY - held.y };
      if (!held.moving && Math.hypot(by.x, by.y) < STILL) return;
      if (!held.moving) event.currentTarget.setPointerCapture(event.pointerId);
      grip.current = { x: event.clientX, y: event.clientY, moving: true };
      move(by);
    },
    onPointerUp: release,
    onPointerCancel: release,
  };
}
