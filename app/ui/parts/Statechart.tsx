/**
 * A lifecycle as a chart with a list beside it. The chart is for the eye and the mouse, the list for the keyboard and for screen
 * readers; both show where a record is now and which way it came. The picture's code is loaded when first needed.
 */
import { Skeleton } from '@mantine/core';
import type { ChartView } from '@understudy/host/contract';
import { lazy, Suspense, useState, type CSSProperties, type ReactNode } from 'react';
import { partKey, type ChartPart } from './chart-view.ts';
import { StatechartList } from './StatechartList.tsx';
import './statechart.css';

const Canvas = lazy(() => import('./StatechartCanvas.tsx'));

export interface StatechartProps {
  readonly chart: ChartView;
  /** The state it is in now; null where there is no now. */
  readonly current: string | null;
  /** States it was in, in their order. */
  readonly visited: readonly string[];
  readonly onSelect?: (part: ChartPart) => void;
  /** In CSS pixels. */
  readonly height: number;
}

export function Statechart({ chart, current, visited, onSelect, height }: StatechartProps): ReactNode {
  const [selected, setSelected] = useState<string | null>(null);
  const select = (part: ChartPart): void => {
    setSelected(partKey(part));
    onSelect?.(part);
  };
  const style: CSSProperties & { '--us-chart-height': string } = {
    '--us-chart-height': `${String(height)}px`,
  };
  const shown = { chart, current, visited, selected, select };
  return (
    <div className="us-chart-box">
      <div className="us-chart" style={style}>
        <Suspense fallback={<Skeleton height={height} />}>
          <Canvas {...shown} height={height} />
        </Suspense>
        <StatechartList {...shown} />
      </div>
    </div>
  );
}
