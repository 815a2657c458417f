/** Whether what is on the screen is saved, in words, and what to do where two windows disagree. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { describe } from '../parts/errors.tsx';
import { dateTime } from '../parts/format.ts';
import type { DesignState } from './design.ts';
import { useDesign, useDesignState } from './forms/context.tsx';

const savingOf = (state: DesignState): DesignState['saving'] => state.saving;

export function SavingState(): ReactNode {
  const saving = useDesignState(savingOf);
  const savedAt = useDesignState((state) => state.savedAt);
  const error = useDesignState((state) => state.error);
  return (
    <Text span size="sm" role="status" aria-live="polite" data-saving={saving}>
      {wordsOf(saving, savedAt, error)}
    </Text>
  );
}

function wordsOf(saving: DesignState['saving'], savedAt: number, error: unknown): string {
  switch (saving) {
    case 'saved':
      return `All changes saved, ${dateTime(savedAt)}`;
    case 'unsaved':
    case 'saving':
      return 'Saving…';
    case 'conflict':
      return 'Not saved: changed in another window';
    case 'failed':
      return `Not saved yet, kept in this browser and tried again: ${describe(error).message}`;
  }
}

export function Conflict(): ReactNode {
  const design = useDesign();
  const saving = useDesignState(savingOf);
  if (saving !== 'conflict') return null;
  return (
    <Alert
      color="yellow"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title="This pack was changed in another window"
    >
      <Group justify="space-between">
        <Text size="sm">Choose which of the two goes on. The other one can be brought back with Undo.</Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => void design.settle('theirs')}>
            Take over the other window’s
          </Button>
          <Button size="xs" onClick={() => void design.settle('mine')}>
            Keep what is here
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
