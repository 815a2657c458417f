/** A choice among cards, each in plain words; one that cannot be chosen says why. Arrow keys go from one to the next. */
import { Text } from '@mantine/core';
import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import classes from './training.module.css';

export interface ChoiceCard<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint: string;
  /** A last line, smaller in meaning: what it costs. */
  readonly note?: string;
  /** Why it cannot be chosen; null where it can. */
  readonly missing: string | null;
}

interface ChoiceCardsProps<T extends string> {
  readonly label: string;
  readonly cards: readonly ChoiceCard<T>[];
  readonly value: T;
  readonly choose: (value: T) => void;
}

const step: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

export function ChoiceCards<T extends string>(props: ChoiceCardsProps<T>): ReactNode {
  const { label, cards, value, choose } = props;
  const group = useRef<HTMLDivElement>(null);
  const named = useId();
  const move = (event: KeyboardEvent): void => {
    const by = step[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const open = cards.filter(({ missing }) => missing === null);
    const next = open.at((open.findIndex((card) => card.value === value) + by) % open.length);
    if (next === undefined) return;
    choose(next.value);
    group.current?.querySelector<HTMLButtonElement>(`[data-choice="${next.value}"]`)?.focus();
  };
  return (
    <div>
      <Text size="sm" fw={500} mb={6} id={named}>
        {label}
      </Text>
      <div
        ref={group}
        className={classes['cards']}
        role="radiogroup"
        aria-labelledby={named}
        onKeyDown={move}
      >
        {cards.map((card) => (
          <button
            key={card.value}
            type="button"
            role="radio"
            aria-checked={value === card.value}
            data-choice={card.value}
            tabIndex={value === card.value ? 0 : -1}
            disabled={card.missing !== null}
            className={classes['card']}
            onClick={() => {
              choose(card.value);
            }}
          >
            <Text size="sm" fw={600} {...(card.missing === null ? {} : { c: 'dimmed' })}>
              {card.label}
            </Text>
            <Text size="xs" c="dimmed">
              {card.missing ?? card.hint}
            </Text>
            {card.note === undefined ? null : (
              <Text size="xs" mt="auto" pt={6} className="us-number">
                {card.note}
              </Text>
            )}
          </button>
        ))}
      </div>
    </div>
  );
}
