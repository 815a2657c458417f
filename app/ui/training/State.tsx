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
import type { JobStatus } from '@understudy/host/contract';
import type { ReactNode } from 'react';
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
  const { word, className } = stateLook(status);
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
