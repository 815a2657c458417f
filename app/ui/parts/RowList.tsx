/**
 * A list of any length that shows only the rows in sight: a grid for assistive technology, moved through by arrows, Page, Home, End,
 * opened by Enter. Rows that are not loaded yet are shown as waiting.
 */
import { Box } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import classes from './RowList.module.css';

export interface Column<T> {
  readonly id: string;
  readonly title: string;
  /** A CSS grid track: `1fr`, `90px`, `minmax(160px, 2fr)`. */
  readonly width: string;
  /** Figures stand at the end of their column. */
  readonly end?: boolean;
  readonly cell: (row: T) => ReactNode;
}

interface RowListProps<T> {
  /** What the rows are, for assistive technology. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly count: number;
  /** Undefined while it is not loaded. */
  readonly rowAt: (index: number) => T | undefined;
  /** Rows from..to (inclusive) are in sight. */
  readonly onRange?: (from: number, to: number) => void;
  readonly onOpen?: (row: T, index: number) => void;
  /** Pixels. */
  readonly height: number | string;
  readonly rowHeight?: number;
  /** Pixels below which the list scrolls sideways. */
  readonly minWidth?: number;
}

export function RowList<T>(props: RowListProps<T>): ReactNode {
  const { label, columns, count, rowAt, onRange, onOpen, height, rowHeight = 38, minWidth = 720 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const base = useId();
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const to = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (count > 0) onRange?.(from, to);
  }, [onRange, from, to, count]);

  const focused = Math.min(active, Math.max(0, count - 1));
  const move = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const target = targetOf(event.key, focused, count, page);
    if (target !== null) {
      event.preventDefault();
      setActive(target);
      virtual.scrollToIndex(target);
    }
    const row = event.key === 'Enter' ? rowAt(focused) : undefined;
    if (row !== undefined) onOpen?.(row, focused);
  };
  const template = columns.map((column) => column.width).join(' ');
  return (
    <Box className="us-surface" style={{ overflow: 'hidden' }}>
      <div
        ref={scroller}
        className={classes['scroller']}
        style={{ height }}
        role="grid"
        aria-label={label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length}
        aria-activedescendant={count === 0 ? undefined : `${base}-${String(focused)}`}
        tabIndex={0}
        onKeyDown={move}
      >
        <div
          className={classes['head']}
          role="row"
          aria-rowindex={1}
          style={{ gridTemplateColumns: template, minWidth }}
        >
          {columns.map((column) => (
            <div
              key={column.id}
              role="columnheader"
              className={column.end === true ? classes['end'] : undefined}
            >
              {column.title}
            </div>
          ))}
        </div>
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const row = rowAt(item.index);
            return (
              <div
                key={item.key}
                id={`${base}-${String(item.index)}`}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={item.index === focused}
                className={classes['row']}
                data-active={item.index === focused || undefined}
                data-opens={onOpen !== undefined || undefined}
                style={{
                  gridTemplateColumns: template,
                  minWidth,
                  height: rowHeight,
                  transform: `translateY(${String(item.start)}px)`,
                }}
                onClick={() => {
                  setActive(item.index);
                  if (row !== undefined) onOpen?.(row, item.index);
                }}
              >
                <Cells row={row} columns={columns} />
              </div>
            );
          })}
        </div>
      </div>
    </Box>
  );
}

interface CellsProps {
  /** Undefined while it is not loaded. */
  readonly row: unknown;
  /** Of rows like this one: `memo` knows no type parameters, so what they take is said as a method's. */
  readonly columns: readonly {
    readonly id: string;
    readonly end?: boolean;
    cell(row: unknown): ReactNode;
  }[];
}

/** Drawn once for each row: scrolling moves the rows that stay and draws only those that come. */
const Cells = memo(function Cells({ row, columns }: CellsProps): ReactNode {
  return columns.map((column) => (
    <div key={column.id} role="gridcell" className={column.end === true ? classes['end'] : undefined}>
      {row === undefined ? <div className={classes['waiting']} /> : column.cell(row)}
    </div>
  ));
});

/** The row that a key leads to; null for a key that leads nowhere. */
export function targetOf(key: string, at: number, count: number, page: number): number | null {
  const last = Math.max(0, count - 1);
  const within = (index: number): number => Math.max(0, Math.min(last, index));
  switch (key) {
    case 'ArrowDown':
      return within(at + 1);
    case 'ArrowUp':
      return within(at - 1);
    case 'PageDown':
      return within(at + page);
    case 'PageUp':
      return within(at - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
