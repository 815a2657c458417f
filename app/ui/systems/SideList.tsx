/** A list to choose from, at the side of what is chosen: found by typing, walked with the arrows, opened with Enter. */
import { Text, TextInput, UnstyledButton } from '@mantine/core';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import classes from './systems.module.css';

export interface SideItem {
  readonly id: string;
  readonly label: string;
  /** A word at the end of the line. */
  readonly note?: string;
  /** What else it is found by. */
  readonly words?: string;
}

interface SideListProps {
  /** What the items are. */
  readonly label: string;
  readonly items: readonly SideItem[];
  readonly chosen: string;
  readonly choose: (id: string) => void;
}

export function SideList({ label, items, chosen, choose }: SideListProps): ReactNode {
  const [wanted, setWanted] = useState('');
  const list = useRef<HTMLElement>(null);
  const found = items
    .filter((item) => fits(`${item.id} ${item.label} ${item.words ?? ''}`, wanted))
    .sort((a, b) => Number(fits(b.id, wanted)) - Number(fits(a.id, wanted)));
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const stops = [...(list.current?.querySelectorAll<HTMLElement>('input, button') ?? [])];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    stops[Math.min(stops.length - 1, Math.max(0, at + step))]?.focus();
  };
  return (
    <nav ref={list} aria-label={label} className={`us-surface ${String(classes['side'])}`} onKeyDown={move}>
      <TextInput
        size="xs"
        placeholder={`Find among ${String(items.length)}`}
        aria-label={`Find: ${label}`}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key === 'Enter' && first !== undefined) choose(first.id);
        }}
      />
      <div className={classes['items']}>
        {found.map(({ id, label: name, note }) => (
          <UnstyledButton
            key={id}
            className={classes['item']}
            onClick={() => choose(id)}
            {...(id === chosen ? { 'aria-current': 'true' as const } : {})}
          >
            <span>{name}</span>
            {note === undefined ? null : <span className={classes['note']}>{note}</span>}
          </UnstyledButton>
        ))}
        {found.length === 0 ? (
          <Text size="xs" c="dimmed" p="xs">
            Nothing is called that.
          </Text>
        ) : null}
      </div>
    </nav>
  );
}

function fits(text: string, wanted: string): boolean {
  const inside = text.toLowerCase().replaceAll('_', ' ');
  return wanted
    .toLowerCase()
    .split(/[\s_]+/)
    .every((word) => inside.includes(word));
}
