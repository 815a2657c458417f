/** The transcript: only the steps in sight are in the page, and the one where the replay stands is brought into sight. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef, type ReactNode } from 'react';
import { useCursor } from './cursor.ts';
import type { Folds } from './folds.ts';
import type { Model } from './model.ts';
import styles from './replay.module.css';
import { StepRow } from './StepRow.tsx';

interface TranscriptProps {
  readonly model: Model;
  /** In lower case; empty where nothing is searched for. */
  readonly needle: string;
  readonly folds: Folds;
  readonly onSee: (seq: number) => void;
}

/** Steps kept around those in sight, so that a quick move finds them there. */
const AROUND = 6;
/** Pixels between the present step and the edge. */
const MARGIN = 96;

export const Transcript = memo(function Transcript({
  model,
  needle,
  folds,
  onSee,
}: TranscriptProps): ReactNode {
  const { steps, credit, flags } = model;
  const cursor = useCursor();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (steps[index]?.type === 'tool_result' ? 38 : 76),
    overscan: AROUND,
    scrollPaddingStart: MARGIN,
    scrollPaddingEnd: MARGIN,
    // While somebody scrubs, the next step matters more than each of them.
    useFlushSync: false,
  });
  const { scrollToIndex } = rows;
  useEffect(() => {
    const show = (): void => scrollToIndex(cursor.step(), { align: 'auto' });
    show();
    return cursor.subscribe(show);
  }, [cursor, scrollToIndex]);
  return (
    <div className={styles.scroller} ref={scroller} tabIndex={0} role="region" aria-label="Transcript">
      <div role="list" style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const step = steps[index];
          return step === undefined ? null : (
            <div
              key={key}
              data-index={index}
              ref={rows.measureElement}
              role="presentation"
              style={{
                position: 'absolute',
                insetInline: 0,
                top: 0,
                transform: `translateY(${String(start)}px)`,
              }}
            >
              <StepRow
                step={step}
                needle={needle}
                folds={folds}
                credit={credit.get(step.seq)}
                flag={flags.find(({ seq }) => seq === step.seq)?.text}
                onSee={onSee}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
});
