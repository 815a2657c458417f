/** The list beside a chart: every state, and below it the events that lead on and what sends them. One stop for Tab, then arrows. */
import type { ChartView } from '@understudy/host/contract';
import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { partKey, partsOf, type ChartPart } from './chart-view.ts';

interface StatechartListProps {
  readonly chart: ChartView;
  readonly current: string | null;
  readonly visited: readonly string[];
  /** The key of the part that is chosen. */
  readonly selected: string | null;
  readonly select: (part: ChartPart) => void;
}

export function StatechartList(props: StatechartListProps): ReactNode {
  const { chart, current, visited, selected, select } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const parts = partsOf(chart);
  const at = parts.findIndex((part) => partKey(part) === selected);
  const optionId = (index: number): string => `${id}-${String(index)}`;
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const move = (event: KeyboardEvent): void => {
    const to = target(event.key, at, parts.length);
    const part = to === null ? undefined : parts[to];
    if (part === undefined) return;
    event.preventDefault();
    select(part);
  };
  return (
    <div
      ref={list}
      className="us-chart-list"
      role="listbox"
      tabIndex={0}
      aria-label={`${chart.title}: states and what leads on from them`}
      {...(at === -1 ? {} : { 'aria-activedescendant': optionId(at) })}
      onKeyDown={move}
    >
      {parts.map((part, index) => (
        <div
          key={partKey(part)}
          id={optionId(index)}
          role="option"
          aria-selected={index === at}
          className={part.kind === 'state' ? 'us-chart-option' : 'us-chart-option us-chart-move'}
          onClick={() => select(part)}
        >
          {part.kind === 'state' ? (
            <StateLine chart={chart} id={part.id} current={current} visited={visited} />
          ) : (
            <EventLine chart={chart} from={part.from} event={part.event} />
          )}
        </div>
      ))}
    </div>
  );
}

interface StateLineProps {
  readonly chart: ChartView;
  readonly id: string;
  readonly current: string | null;
  readonly visited: readonly string[];
}

function StateLine({ chart, id, current, visited }: StateLineProps): ReactNode {
  const state = chart.states.find((one) => one.id === id);
  if (state === undefined) return null;
  const marks = [
    state.id === current ? 'now' : visited.includes(state.id) ? 'was here' : '',
    state.initial ? 'start' : '',
    state.final ? 'end' : '',
  ].filter((mark) => mark !== '');
  return (
    <>
      <span className={state.id === current ? 'us-chart-name us-chart-now' : 'us-chart-name'}>
        {state.label}
      </span>
      {marks.map((mark) => (
        <span key={mark} className={mark === 'now' ? 'us-chart-mark us-chart-now' : 'us-chart-mark'}>
          {mark}
        </span>
      ))}
      {state.description === null ? null : <div className="us-chart-note">{state.description}</div>}
    </>
  );
}

interface EventLineProps {
  readonly chart: ChartView;
  readonly from: string;
  readonly event: string;
}

function EventLine({ chart, from, event }: EventLineProps): ReactNode {
  const move = chart.transitions.find((one) => one.from === from && one.event === event);
  if (move === undefined) return null;
  const to = chart.states.find(({ id }) => id === move.to)?.label ?? move.to;
  return (
    <>
      {eventWords(event)} <span aria-hidden>→</span>
      <span className="us-hidden"> leads to </span> {to}
      <div className="us-chart-note">
        {move.tools.length === 0 ? 'nothing sends it' : `by ${move.tools.join(', ')}`}
      </div>
    </>
  );
}

/** `PICK_UP` → `pick up`. */
export function eventWords(event: string): string {
  return event.replaceAll('_', ' ').toLowerCase();
}

function target(key: string, at: number, length: number): number | null {
  if (key === 'ArrowDown') return Math.min(at + 1, length - 1);
  if (key === 'ArrowUp') return Math.max(at - 1, 0);
  if (key === 'Home') return 0;
  if (key === 'End') return length - 1;
  return null;
}
