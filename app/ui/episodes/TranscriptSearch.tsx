/** Finds words in a transcript and goes from one step that has them to the next. */
import { Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { useCursor, useStep } from './cursor.ts';
import { beyond } from './model.ts';

interface TranscriptSearchProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The steps that have the words. */
  readonly found: readonly number[];
}

export function TranscriptSearch({ field, value, onChange, found }: TranscriptSearchProps): ReactNode {
  const cursor = useCursor();
  const go = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      onChange('');
      field.current?.blur();
    }
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const way = event.shiftKey ? -1 : 1;
    const next = beyond(found, cursor.step(), way) ?? (way === 1 ? found[0] : found.at(-1));
    if (next !== undefined) cursor.go(next);
  };
  return (
    <>
      <TextInput
        ref={field}
        size="xs"
        style={{ flex: 1 }}
        leftSection={<IconSearch size={14} aria-hidden />}
        placeholder="Search in this transcript"
        aria-label="Search in this transcript"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={go}
      />
      {value.trim() === '' ? null : <Count found={found} />}
    </>
  );
}

function Count({ found }: { readonly found: readonly number[] }): ReactNode {
  const at = useStep();
  const place = found.indexOf(at) + 1;
  return (
    <Text size="xs" c="dimmed" role="status" className="us-number" style={{ whiteSpace: 'nowrap' }}>
      {found.length === 0
        ? 'not found'
        : place === 0
          ? `${String(found.length)} steps`
          : `${String(place)} of ${String(found.length)}`}
    </Text>
  );
}
