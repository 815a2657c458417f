/** One curve over the steps, drawn by uPlot as fast as points come: as it is, and smoothed; beside it another job's. */
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { positive, smoothed, type CurveBook } from './curve.ts';
import { short } from './words.ts';

export interface CurveChartProps {
  readonly book: CurveBook;
  readonly name: string;
  /** Another job's curves; null where none is compared. */
  readonly other: CurveBook | null;
  /** 0 to below 1. */
  readonly smoothing: number;
  readonly log: boolean;
  /** In CSS pixels. */
  readonly height: number;
  /** What it shows, for those who do not see it. */
  readonly label: string;
}

export default function CurveChart(props: CurveChartProps): ReactNode {
  const { book, name, other, smoothing, log, height, label } = props;
  const root = useRef<HTMLDivElement>(null);
  const drawn = useRef<{ readonly draw: () => void; smoothing: number } | null>(null);
  const scheme = useComputedColorScheme();

  useEffect(() => {
    const box = root.current;
    if (box === null) return;
    const state = { smoothing: drawn.current?.smoothing ?? 0, draw: (): void => undefined };
    const data = (): uPlot.AlignedData => dataOf(book, other, name, state.smoothing, log);
    const options = optionsOf({ log, height, width: box.clientWidth, compared: other !== null });
    const plot = new uPlot(options, data(), box);
    let frame = 0;
    state.draw = () => {
      // However many points come in, they are drawn once a frame.
      if (frame !== 0) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        plot.setData(data());
      });
    };
    drawn.current = state;
    const stop = book.subscribe(state.draw);
    const resized = new ResizeObserver(() => {
      plot.setSize({ width: box.clientWidth, height });
    });
    resized.observe(box);
    return () => {
      stop();
      resized.disconnect();
      cancelAnimationFrame(frame);
      plot.destroy();
    };
  }, [book, other, name, log, height]);

  useEffect(() => {
    if (drawn.current === null) return;
    drawn.current.smoothing = smoothing;
    drawn.current.draw();
  }, [smoothing, book, other, name, log, height, scheme]);

  return <div ref={root} role="img" aria-label={label} style={{ minHeight: height }} />;
}

function dataOf(
  book: CurveBook,
  other: CurveBook | null,
  name: string,
  smoothing: number,
  log: boolean,
): uPlot.AlignedData {
  const [x, y] = pointsOf(book, name, log);
  const own: uPlot.AlignedData = [x, y, smoothed(y, smoothing)];
  if (other === null) return own;
  const [otherX, otherY] = pointsOf(other, name, log);
  return uPlot.join([own, [otherX, smoothed(otherY, smoothing)]]);
}

function pointsOf(book: CurveBook, name: string, log: boolean): readonly [Float64Array, Float64Array] {
  const curve = book.get(name);
  if (curve === undefined) return [new Float64Array(), new Float64Array()];
  return log ? positive(curve.steps, curve.values) : [curve.steps, curve.values];
}

/** uPlot declares its enum only for the compiler. */
const LOGARITHMIC = 3;

function isDistribution(value: number): value is uPlot.Scale.Distr {
  return value === LOGARITHMIC;
}

/** There is no half step. */
const wholeSteps = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((one) => one * 10 ** power)).flat();

interface Look {
  readonly log: boolean;
  readonly height: number;
  readonly width: number;
  readonly compared: boolean;
}

function optionsOf({ log, height, width, compared }: Look): uPlot.Options {
  // Asked while it draws: by then the page has the colours of the scheme that was chosen.
  const colour = (name: string) => (): string =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const text = colour('--mantine-color-dimmed');
  const line = colour('--us-line');
  const own = colour('--mantine-color-anchor');
  const another = colour('--us-warn');
  const font = '12px "Inter Variable", system-ui, sans-serif';
  const axis = { stroke: text, font, ticks: { show: false }, grid: { stroke: line, width: 1 } };
  return {
    width,
    height,
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: true, y: false } },
    scales: { x: { time: false }, y: log && isDistribution(LOGARITHMIC) ? { distr: LOGARITHMIC } : {} },
    axes: [
      { ...axis, size: 30, grid: { show: false }, incrs: wholeSteps },
      {
        ...axis,
        size: 64,
        // A logarithmic axis has lines without a label: they come without a number.
        values: (_, splits) => splits.map((value) => (Number.isFinite(value) ? short(value) : '')),
      },
    ],
    series: [
      {},
      { stroke: () => `${own()}80`, width: 1, points: { show: false } },
      { stroke: own, width: 2, points: { show: false }, spanGaps: true },
      ...(compared
        ? [{ stroke: another, width: 2, dash: [6, 4], points: { show: false }, spanGaps: true }]
        : []),
    ],
  };
}
