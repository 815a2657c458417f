/** The verdict on the episode as a whole, a note, and on to the next. */
import { Button, Group, Kbd, Stack, Text, Textarea, Title } from '@mantine/core';
import type { Label, LabelVerdict } from '@understudy/host/contract';
import type { ReactNode, RefObject } from 'react';
import { keysForPeople } from '../shell/actions.tsx';
import { VerdictButtons } from './VerdictButtons.tsx';

interface WholeProps {
  readonly own: Label | null;
  readonly note: string;
  readonly hint: string;
  readonly noteField: RefObject<HTMLTextAreaElement | null>;
  readonly keys: boolean;
  readonly onNote: (note: string) => void;
  readonly onNoteDone: () => void;
  readonly onChoose: (verdict: LabelVerdict) => void;
  readonly onWithdraw: () => void;
  readonly onNext: () => void;
}

export function WholeVerdict(props: WholeProps): ReactNode {
  const { own, note, hint, noteField, keys, onNote, onNoteDone, onChoose, onWithdraw, onNext } = props;
  return (
    <section className="us-surface" style={{ padding: 16 }} aria-label="Your verdict">
      <Stack gap="sm">
        <Title order={2} size="h5">
          Was this good work?
        </Title>
        <VerdictButtons
          label="Verdict on the whole episode"
          chosen={own?.verdict ?? null}
          keys={keys}
          onChoose={onChoose}
        />
        <Textarea
          ref={noteField}
          aria-label="Note"
          placeholder="Why? A note for yourself and others"
          autosize
          minRows={2}
          maxRows={6}
          maxLength={4000}
          value={note}
          onChange={(event) => onNote(event.currentTarget.value)}
          onBlur={onNoteDone}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <Group justify="space-between" wrap="nowrap">
          <Button onClick={onNext} rightSection={<Kbd size="xs">{keysForPeople('$mod+Enter')}</Kbd>}>
            Next
          </Button>
          {own === null ? null : (
            <Button variant="subtle" color="gray" size="xs" onClick={onWithdraw}>
              Take it back
            </Button>
          )}
        </Group>
        <Text size="xs" {...(hint === '' ? { c: 'dimmed' } : {})} role="status">
          {hint === '' ? (own === null ? 'Saved as soon as you choose.' : 'Saved. Z undoes it.') : hint}
        </Text>
      </Stack>
    </section>
  );
}
