/** The ways to learn, as a choice in plain words; one that the dataset cannot serve says why. */
import { Text } from '@mantine/core';
import type { TrainingDataset } from '@understudy/host/contract';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import classes from './training.module.css';
import { methods, missingFor, type Method } from './words.ts';

interface MethodCardsProps {
  readonly method: Method;
  readonly dataset: TrainingDataset | undefined;
  readonly choose: (method: Method) => void;
}

const step: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

export function MethodCards({ method, dataset, choose }: MethodCardsProps): ReactNode {
  const group = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const by = step[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const open = methods.filter(({ value }) => dataset === undefined || missingFor(value, dataset) === null);
    const at = open.findIndex(({ value }) => value === method);
    const next = open.at((at + by) % open.length);
    if (next === undefined) return;
    choose(next.value);
    group.current?.querySelector<HTMLButtonElement>(`[data-method="${next.value}"]`)?.focus();
  };
  return (
    <div>
      <Text size="sm" fw={500} mb={6} id="how">
        How it learns
      </Text>
      <div
        ref={group}
        className={classes['cards']}
        style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 1fr))' }}
        role="radiogroup"
        aria-labelledby="how"
        onKeyDown={move}
      >
        {methods.map(({ value, label, hint }) => {
          const missing = dataset === undefined ? null : missingFor(value, dataset);
          return (
            <button
              key={value}
              type="button"
              role="radio"
              aria-checked={method === value}
              data-method={value}
              tabIndex={method === value ? 0 : -1}
              disabled={missing !== null}
              className={classes['card']}
              onClick={() => {
                choose(value);
              }}
            >
              <Text size="sm" fw={600} {...(missing === null ? {} : { c: 'dimmed' })}>
                {label}
              </Text>
              <Text size="xs" c="dimmed">
                {missing ?? hint}
              </Text>
            </button>
          );
        })}
      </div>
    </div>
  );
}
