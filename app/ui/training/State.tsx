/** The state of a job by mark, word and colour: never by colour alone. */
import { Text } from '@mantine/core';
import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconLoader,
  IconPlayerPause,
  IconPlugConnectedX,
  type Icon,
} from '@tabler/icons-react';
import type { JobStatus, RecipeLine } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { recipeStateWords } from './ways.ts';
import { stateLook } from './words.ts';

const icons: Readonly<Record<JobStatus, Icon>> = {
  queued: IconCircleDashed,
  running: IconLoader,
  finished: IconCircleCheck,
  failed: IconCircleX,
  cancelled: IconPlayerPause,
  interrupted: IconPlugConnectedX,
};

export function StateMark({ status }: { readonly status: JobStatus }): ReactNode {
  return <Look status={status} word={stateLook(status).word} />;
}

/** The same of a recipe that is run. */
export function RecipeMark({ state }: { readonly state: RecipeLine['state'] }): ReactNode {
  return <Look status={state === 'stopped' ? 'cancelled' : state} word={recipeStateWords[state]} />;
}

function Look({ status, word }: { readonly status: JobStatus; readonly word: string }): ReactNode {
  const { className } = stateLook(status);
  const Mark = icons[status];
  return (
    <Text
      span
      size="sm"
      className={className}
      style={{ display: 'inline-flex', alignItems: 'center', gap: 6, whiteSpace: 'nowrap' }}
    >
      <Mark size={15} aria-hidden />
      {word}
    </Text>
  );
}
