/** The strip that moves everything: how far the goal was reached, what happened when, and a slider over both. */
import { memo, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useCursor, useStep } from './cursor.ts';
import { titleOf, type Model } from './model.ts';
import styles from './replay.module.css';

export function Timeline({ model }: { readonly model: Model }): ReactNode {
  const cursor = useCursor();
  const playhead = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const move = (): void => {
      if (playhead.current === null) return;
      const share = cursor.last === 0 ? 0 : cursor.step() / cursor.last;
      playhead.current.style.transform = `translateX(${String(100 * share)}%)`;
    };
    move();
    return cursor.subscribe(move);
  }, [cursor]);
  return (
    <div className={styles.strip}>
      <Marks model={model} />
      <Slider model={model} />
      <div className={styles.playhead} ref={playhead} />
    </div>
  );
}

function Slider({ model }: { readonly model: Model }): ReactNode {
  const cursor = useCursor();
  const at = useStep();
  const step = model.steps[at];
  return (
    <input
      type="range"
      className={styles.slider}
      aria-label="Step"
      aria-valuetext={step === undefined ? undefined : `Step ${String(at)}: ${titleOf(step)}`}
      min={0}
      max={cursor.last}
      step={1}
      value={at}
      onChange={(event) => cursor.go(Number(event.currentTarget.value))}
    />
  );
}

const Marks = memo(function Marks({ model }: { readonly model: Model }): ReactNode {
  const { steps, errors, changed, flags, progress } = model;
  const last = Math.max(1, steps.length - 1);
  const marks = useMemo(() => {
    const [wrong, moved] = [new Set(errors), new Set(changed)];
    const flagged = new Set(flags.map(({ seq }) => seq));
    return steps.map(({ seq, type }) => ({
      seq,
      className: flagged.has(seq)
        ? styles.markFlag
        : wrong.has(seq)
          ? styles.markError
          : moved.has(seq)
            ? styles.markChange
            : type === 'user_message'
              ? styles.markUser
              : type === 'agent_turn'
                ? styles.markAgent
                : '',
    }));
  }, [steps, errors, changed, flags]);
  return (
    <div aria-hidden>
      {progress === null ? null : (
        <svg className={styles.curve} viewBox={`0 0 ${String(last)} 1`} preserveAspectRatio="none">
          <path d={area(progress, last)} fill="var(--us-good)" opacity={0.16} />
          <path
            d={line(progress)}
            fill="none"
            stroke="var(--us-good)"
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      )}
      {marks.map(({ seq, className }) => (
        <span
          key={seq}
          className={`${String(styles.mark)} ${String(className)}`}
          style={{ left: `${String((100 * seq) / last)}%` }}
        />
      ))}
    </div>
  );
});

/** Progress by step as a line of steps, 0 at the bottom. */
function line(progress: readonly number[]): string {
  return progress
    .map((value, seq) => `${seq === 0 ? 'M 0' : `H ${String(seq)} V`} ${String(1 - value)}`)
    .join(' ');
}

function area(progress: readonly number[], last: number): string {
  return `${line(progress)} H ${String(last)} V 1 H 0 Z`;
}
